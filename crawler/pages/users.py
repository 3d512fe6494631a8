"""Users who are on the site now: ``users.php``, 20 to a page."""

from __future__ import annotations

import re
from urllib.parse import unquote

from crawler.errors import FieldError
from crawler.pages.page import Page

_PROFILE = re.compile(r"/profile/([^/?#]+)")


class UsersPage(Page):
    """One page of recently seen users."""

    @property
    def names(self) -> list[str]:
        """User names, each once; empty past the end.

        Raises
        ------
        FieldError
            When the page is not the users page.
        """
        if not self.selector.xpath("//title[contains(., 'Users')]"):
            raise FieldError("names", "is missing: this is not the users page", self.url)
        links = self.selector.css('td.borderClass a[href*="/profile/"]::attr(href)')
        found = (_PROFILE.search(href) for href in links.getall())
        return list(dict.fromkeys(unquote(match.group(1)) for match in found if match))
