"""Where members are named: ``users.php``, and the members of a club."""

from __future__ import annotations

import re
from urllib.parse import unquote

from crawler.errors import FieldError
from crawler.pages.page import Page
from crawler.pages.tree import hrefs

MEMBERS_PER_PAGE = 36
_PROFILE = re.compile(r"/profile/([^/?#]+)")
_SHOW = re.compile(r"[?&]show=(\d{1,7})(?!\d)")


class UsersPage(Page):
    """One page of recently seen users, 20 to a page."""

    @property
    def names(self) -> list[str]:
        """User names, each once; empty past the end.

        Raises
        ------
        FieldError
            When the page is not the users page.
        """
        if "Users" not in self._title():
            raise FieldError("names", "is missing: this is not the users page", self.url)
        return _names(self)


class ClubMembersPage(Page):
    """One page of a club's members: ``clubs.php?action=view&t=members&id=ID&show=OFFSET``."""

    @property
    def names(self) -> list[str]:
        """User names, each once; empty past the end.

        Raises
        ------
        FieldError
            When the page is not one of members.
        """
        title = self._title()
        if "Members" not in title and "Club" not in title:
            raise FieldError("names", "is missing: this is not a club's members page", self.url)
        return _names(self)

    @property
    def next_offset(self) -> int | None:
        """Offset of the next page, or None when this one is not full."""
        here = _SHOW.search(self.url)
        own = int(here.group(1)) if here else 0
        return own + MEMBERS_PER_PAGE if len(self.names) >= MEMBERS_PER_PAGE else None


class ClubsPage(Page):
    """Clubs of one title: ``/anime/ID/Slug/clubs``."""

    @property
    def club_ids(self) -> list[int]:
        """Numbers of the clubs, each once."""
        links = hrefs(self.tree, "a[href*='clubs.php?cid=']")
        found = (re.search(r"cid=(\d{1,9})(?!\d)", href) for href in links)
        return list(dict.fromkeys(int(match.group(1)) for match in found if match))


def _names(page: Page) -> list[str]:
    links = hrefs(page.tree, "td.borderClass a[href*='/profile/']")
    found = map(_PROFILE.search, links)
    return list(dict.fromkeys(unquote(match.group(1)) for match in found if match))
