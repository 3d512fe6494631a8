"""One page of a title's reviews: ``/anime/ID/Slug/reviews?p=N``, 20 to a page."""

from __future__ import annotations

import re
from functools import cached_property
from typing import Any

from crawler.pages import reviews, values
from crawler.pages.page import TitlePage
from crawler.pages.tree import Node, attribute, text_of

_PAGE = re.compile(r"[?&]p=(\d{1,5})(?!\d)")


class ReviewsPage(TitlePage):
    """One page of reviews, in the layout to 2021 or the one after it."""

    def __init__(self, answer: str | bytes, url: str) -> None:
        super().__init__(answer, url)
        self._check_title("Reviews")

    @cached_property
    def reviews(self) -> list[dict[str, Any]]:
        """The reviews as `reviews` documents, in the order of the page."""
        return reviews.documents(self.tree, self.anime_id)

    @property
    def next_page(self) -> int | None:
        """Number of the page that "More Reviews" leads to, or None.

        The site links one page too many: a page without reviews that are new is the end.
        """
        links = self.tree.css("a[href*='p=']")
        more = [attribute(link, "href") for link in links if _leads_on(link)]
        following = next(filter(None, map(_PAGE.search, more)), None)
        own = _PAGE.search(self.url)
        number = values.positive(following.group(1)) if following else None
        return number if number and number > (int(own.group(1)) if own else 1) else None


def _leads_on(link: Node) -> bool:
    is_marked = attribute(link, "data-ga-click-type") == "review-more-reviews"
    return is_marked or text_of(link) == "More Reviews"
