"""The page of one title, in the desktop layouts of 2013 to 2026."""

from __future__ import annotations

import re
from functools import cached_property
from typing import Any

from crawler.errors import FieldError, MobilePageError
from crawler.pages import related, reviews, running_text, songs, values
from crawler.pages.facts import Facts
from crawler.pages.headings import Headings
from crawler.pages.page import TitlePage
from crawler.pages.tree import Node, attribute, own_text, text_at, text_of

_SCORE = ("span", "-text")
_FOR_PHONES = b"width=device-width"
_PLACEHOLDERS = ("qm_50", "questionmark", "apple-touch-icon", "na_series", "spacer.gif")


class AnimePage(TitlePage):
    """The page of one title: ``/anime/ID``.

    Raises
    ------
    MobilePageError
        When the site sent its layout for phones.
    FieldError
        When the page has no labelled lines at all.
    PageError
        As `Page` does.
    """

    def __init__(self, answer: str | bytes, url: str) -> None:
        super().__init__(answer, url)
        if not self.facts:
            if _FOR_PHONES in self.raw:
                raise MobilePageError("the layout for phones; send a desktop user agent", url)
            raise FieldError("type", "is missing: no span.dark_text beside the story", url)

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
        return reviews.documents(self.tree, self.anime_id)

    @cached_property
    def facts(self) -> Facts:
        """The labelled lines of the left column."""
        return Facts(self.tree)

    @cached_property
    def headings(self) -> Headings:
        """The headings of the main column."""
        return Headings(self.tree)

    @property
    def title(self) -> str:
        """Main title."""
        if heading := self.tree.css_first("h1"):
            named = text_at(heading, "h1 > strong", "[itemprop=name]", "h1.title-name")
            # To 2015 it is the heading's own text, beside a <div> with the rank.
            if title := named or own_text(heading):
                return title
        raise FieldError("title", "is missing: no h1.title-name", self.url)

    @property
    def title_english(self) -> str | None:
        """English title."""
        return self.facts.text("english") or text_at(self.tree, ".title-english") or None

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
        parts = [(part.tag, text_of(part)) for part in self.facts.parts("score")]
        # To 2015 it was plain text.
        spans, texts = ([text for tag, text in parts if tag == kind and text] for kind in _SCORE)
        return values.score(next(iter(spans or texts), None))

    @property
    def scored_by(self) -> int | None:
        """Number of users behind the score."""
        # Since 2020 the number stands twice: hidden without commas, then visible with them.
        shown = (part.text() for part in self.facts.parts("score") if not _is_hidden(part))
        found = re.search(r"scored by\s*([\d,]+)", "".join(shown))
        return values.positive(found.group(1)) if found else None

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
        return self._story is not None or self.headings.any_tells("Synopsis")

    @property
    def synopsis(self) -> str | None:
        """The story, as plain paragraphs."""
        below = [self._story] if self._story else self.headings.below("Synopsis")
        return running_text.told(below, "No synopsis")

    @property
    def background(self) -> str | None:
        """Facts about the making, as plain paragraphs."""
        return running_text.told(self.headings.below("Background"), "No background")

    @property
    def openings(self) -> list[str]:
        """Opening songs: '"Tank!" by The Seatbelts (eps 1-25)'."""
        # The site's own class has a letter too many.
        return self._songs("Opening Theme", ".opnening, .opening")

    @property
    def endings(self) -> list[str]:
        """Ending songs."""
        return self._songs("Ending Theme", ".ending")

    @property
    def img_url(self) -> str | None:
        """Address of the poster."""
        own = self.tree.css_first("img[itemprop=image]")
        for image in [own] if own else self.tree.css("a[href*=pic] img"):
            for url in (attribute(image, "data-src"), attribute(image, "src")):
                if "://" in url and not any(word in url for word in _PLACEHOLDERS):
                    return url.strip()
        return None

    @property
    def related(self) -> list[dict[str, Any]]:
        """Related titles; manga are left out."""
        return related.relations(self.tree, self.headings)

    @property
    def recommendations(self) -> list[dict[str, Any]]:
        """Titles that users recommend with it, with the number of users."""
        return related.recommendations(self.tree, self.anime_id)

    @cached_property
    def _story(self) -> Node | None:
        return self.tree.css_first("p[itemprop=description], span[itemprop=description]")

    @cached_property
    def _theme_songs(self) -> list[Node]:
        return self.tree.css(".theme-songs")

    def _songs(self, heading: str, selector: str) -> list[str]:
        blocks = [block for block in self._theme_songs if block.css_matches(selector)]
        return songs.titles(blocks) or songs.lines(self.headings, heading, f"{heading}s")

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


def _is_hidden(part: Node) -> bool:
    return part.is_element_node and "none" in attribute(part, "style")


def read_title(answer: str | bytes, url: str) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Return the `anime` document and the `reviews` documents of a title's page."""
    page = AnimePage(answer, url)
    return page.document(), page.reviews()
