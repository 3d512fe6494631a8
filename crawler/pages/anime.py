"""The page of one title, in the desktop layouts of 2013 to 2026."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cached_property
from typing import Any

from parsel import Selector, SelectorList

from crawler.errors import FieldError, MobilePageError
from crawler.pages import headings, related, reviews, songs, values
from crawler.pages.facts import Facts
from crawler.pages.page import TitlePage

_PLACEHOLDERS = ("qm_50", "questionmark", "apple-touch-icon", "na_series", "spacer.gif")


class AnimePage(TitlePage):
    """The page of one title: ``/anime/ID``.

    Raises
    ------
    MobilePageError
        When the site sent its layout for phones.
    PageError
        As `Page` does.
    """

    def __init__(self, text: str, url: str) -> None:
        super().__init__(text, url)
        if not self.facts:
            raise MobilePageError(
                "no span.dark_text: the layout for phones; send a desktop user agent", url
            )

    def document(self) -> dict[str, Any]:
        """Return the fields of an `anime` document that the page shows.

        Fields of the main column are left out where that column is not there, as on a title's
        sub pages: unknown to this page is not the same as unknown to the site.

        Raises
        ------
        FieldError
            When the id or the title is missing.
        """
        shown = (*_LEFT_COLUMN, *_MAIN_COLUMN) if self.has_main_column else _LEFT_COLUMN
        return {"_id": self.anime_id, **{name: getattr(self, name) for name in shown}}

    def reviews(self) -> list[dict[str, Any]]:
        """Return the reviews shown on the page as `reviews` documents."""
        return reviews.documents(self.selector, self.anime_id)

    @cached_property
    def facts(self) -> Facts:
        """The labelled lines of the left column."""
        return Facts(self.selector)

    @property
    def title(self) -> str:
        """Main title."""
        node = self.selector.css("h1.title-name, h1 span[itemprop=name]")
        # To 2015 the title is the heading's own text, beside a <div> with the rank.
        own = " ".join(self.selector.xpath("(//h1)[1]/text()").getall())
        if title := values.text_of(node[0]) if node else values.clean(own):
            return title
        raise FieldError("title", "is missing: no h1.title-name", self.url)

    @property
    def title_english(self) -> str | None:
        """English title."""
        below = self.selector.css("p.title-english")
        return self.facts.text("english") or (values.text_of(below[0]) or None if below else None)

    @property
    def title_japanese(self) -> str | None:
        """Title in Japanese script."""
        return self.facts.text("japanese")

    @property
    def synonyms(self) -> list[str]:
        """Other titles; the site parts them with a comma and a space."""
        return values.unique((self.facts.text("synonyms", "synonym") or "").split(", "))

    @property
    def type(self) -> str | None:
        """TV, Movie, OVA, ..."""
        return self.facts.text("type")

    @property
    def source(self) -> str | None:
        """Manga, Original, Light novel, ..."""
        return self.facts.text("source")

    @property
    def status(self) -> str | None:
        """Finished Airing, Currently Airing, Not yet aired."""
        return self.facts.text("status")

    @property
    def episodes(self) -> int | None:
        """Number of episodes."""
        return values.positive(self.facts.text("episodes"))

    @property
    def minutes(self) -> int | None:
        """Minutes in an episode."""
        return values.minutes(self.facts.text("duration"))

    @property
    def aired_from(self) -> str | None:
        """First day, as an ISO date that may lack day or month."""
        return values.date(self._aired(0))

    @property
    def aired_to(self) -> str | None:
        """Last day, as an ISO date; None when the page shows one date or "?"."""
        return values.date(self._aired(1))

    @property
    def season(self) -> str | None:
        """Season of the first episode: "Spring 1998"."""
        found = re.match(
            r"(?:Winter|Spring|Summer|Fall) \d{4}$", self.facts.text("premiered") or ""
        )
        return found.group() if found else None

    @property
    def broadcast(self) -> str | None:
        """When it airs in Japan: "Thursdays at 18:00 (JST)"."""
        return self.facts.text("broadcast")

    @property
    def rating(self) -> str | None:
        """Age rating: "PG-13 - Teens 13 or older"."""
        return self.facts.text("rating")

    @property
    def studios(self) -> list[str]:
        """Studios that made it."""
        return self.facts.links("producer", "studios", "studio")

    @property
    def producers(self) -> list[str]:
        """Companies that paid for it."""
        return self.facts.links("producer", "producers", "producer")

    @property
    def licensors(self) -> list[str]:
        """Companies that sell it in English."""
        return self.facts.links("producer", "licensors", "licensor")

    @property
    def genres(self) -> list[str]:
        """Genres; before 2021 the site kept themes and demographics among them."""
        labels = ("genres", "genre", "explicit genres", "explicit genre")
        return self.facts.links("genre", *labels)

    @property
    def themes(self) -> list[str]:
        """Themes."""
        return self.facts.links("genre", "themes", "theme")

    @property
    def demographics(self) -> list[str]:
        """Whom it was made for: Shounen, Josei, ..."""
        return self.facts.links("genre", "demographics", "demographic")

    @property
    def score(self) -> float | None:
        """Mean score, 1 to 10."""
        told = self.facts.part("score", "span[not(@class='dark_text')][1]/text()")
        return values.score(told or self.facts.part("score", "text()[normalize-space()]"))

    @property
    def scored_by(self) -> int | None:
        """Number of users behind the score."""
        # The number stands twice: hidden without commas, then visible.
        hidden = values.positive(self.facts.part("score", "*[@itemprop='ratingCount']/text()"))
        shown = re.search(r"scored by ([\d,]+)", self.facts.text("score") or "")
        return hidden or values.positive(shown.group(1) if shown else None)

    @property
    def rank(self) -> int | None:
        """Place by score."""
        return self.facts.place("ranked")

    @property
    def popularity(self) -> int | None:
        """Place by members."""
        return self.facts.place("popularity")

    @property
    def members(self) -> int | None:
        """Number of users who have it on their list."""
        return values.number(self.facts.text("members"))

    @property
    def favorites(self) -> int | None:
        """Number of users who made it a favourite."""
        return values.number(self.facts.text("favorites"))

    @property
    def has_main_column(self) -> bool:
        """Whether the page tells the story, if only to say that it has none."""
        return bool(self._story or self.selector.xpath("//h2[contains(., 'Synopsis')]"))

    @property
    def synopsis(self) -> str | None:
        """The story, as plain paragraphs."""
        pieces = [self._story[0].root] if self._story else headings.below(self.selector, "Synopsis")
        return _told(pieces, "No synopsis")

    @property
    def background(self) -> str | None:
        """Facts about the making, as plain paragraphs."""
        return _told(headings.below(self.selector, "Background"), "No background")

    @property
    def openings(self) -> list[str]:
        """Opening songs: '"Tank!" by The Seatbelts (eps 1-25)'."""
        blocks = self.selector.css("div.theme-songs.opnening, div.theme-songs.opening")
        return songs.titles(blocks) or songs.lines(self.selector, "Opening Theme")

    @property
    def endings(self) -> list[str]:
        """Ending songs."""
        blocks = self.selector.css("div.theme-songs.ending")
        return songs.titles(blocks) or songs.lines(self.selector, "Ending Theme")

    @property
    def img_url(self) -> str | None:
        """Address of the poster."""
        shown = self.selector.css("img[itemprop=image]") or self.selector.css("a[href*='pic'] img")
        for found in shown.xpath("@data-src | @src").getall():
            if "://" in found and not any(word in found for word in _PLACEHOLDERS):
                return found.strip()
        return None

    @property
    def related(self) -> list[dict[str, Any]]:
        """Related titles; manga are left out."""
        return related.relations(self.selector)

    @property
    def recommendations(self) -> list[dict[str, Any]]:
        """Titles that users recommend with it, with the number of users."""
        return related.recommendations(self.selector, self.anime_id)

    @cached_property
    def _story(self) -> SelectorList[Selector]:
        return self.selector.css("p[itemprop=description], span[itemprop=description]")

    def _aired(self, part: int) -> str | None:
        ends = (self.facts.text("aired") or "").split(" to ")
        return ends[part] if part < len(ends) else None


_LEFT_COLUMN = (
    *("title", "title_english", "title_japanese", "synonyms"),
    *("type", "source", "status", "episodes", "minutes", "aired_from", "aired_to", "season"),
    *("broadcast", "rating", "studios", "producers", "licensors", "genres", "themes"),
    *("demographics", "score", "scored_by", "rank", "popularity", "members", "favorites"),
    "img_url",
)
_MAIN_COLUMN = ("synopsis", "background", "openings", "endings", "related", "recommendations")


def _told(pieces: Iterable[Any], nothing: str) -> str | None:
    """Return running text, or None where the site says that there is `nothing`."""
    text = values.paragraphs(pieces)
    return None if (text or "").startswith(nothing) else text
