"""``scrapy crawl mal_users``: members' lists, and nothing else."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable, Iterator

from scrapy import Request
from scrapy.http import Response

import store
from crawler.items import ProfileItem
from crawler.pages import ClubMembersPage, ClubsPage, ProfilePage, UsersPage
from crawler.pipelines import MongoPipeline
from crawler.plan import UsersPlan
from crawler.spiders.site import FIRST, SiteSpider, read

PAGES_WITHOUT_NEW_USERS = 3
DEFAULT_USERS = 100


class MalUsersSpider(SiteSpider):
    """Reads the lists of the members that the plan names.

    Arguments (``-a``): ``users`` at most so many (100 recently seen ones when nothing else is
    asked for), ``names`` of a file with a name in each line, ``clubs`` by number, ``titles`` whose
    clubs are read, ``reviewers`` (yes: the authors of the stored reviews), ``profiles`` (yes: their
    profiles too), ``since`` (lists read since then are kept).
    """

    name = "mal_users"

    def __init__(self, **arguments: str) -> None:
        super().__init__()
        self.plan = UsersPlan.read(**arguments)
        self.n_pages_without_new = 0

    async def start(self) -> AsyncIterator[Request]:
        """Begin with the names that are known, then the pages that show some."""
        names = list(self.plan.names)
        if self.plan.reviewers:
            names += await self._reviewers()
        for request in self._members(self.new_names(names, self.plan.n_users)):
            yield request
        for club_id in self.plan.clubs:
            yield self._request_club(club_id, 0)
        for anime_id in self.plan.titles:
            url = self.links.clubs(anime_id)
            yield self.request(url, self.parse_clubs, "listing", priority=FIRST)
        if not (names or self.plan.clubs or self.plan.titles):
            yield self._request_users(0)

    def parse_users(self, response: Response, offset: int) -> Iterator[Request]:
        """Follow the lists of the users on one page, and the next page."""
        names = read(UsersPage, response).names
        new = self.new_names(names, self._left(DEFAULT_USERS))
        self.n_pages_without_new = 0 if new else self.n_pages_without_new + 1
        yield from self._members(new)
        if self._left(DEFAULT_USERS) and self.n_pages_without_new < PAGES_WITHOUT_NEW_USERS:
            yield self._request_users(offset + max(len(names), 1))

    def parse_clubs(self, response: Response) -> Iterator[Request]:
        """Follow the clubs of one title."""
        for club_id in read(ClubsPage, response).club_ids:
            yield self._request_club(club_id, 0)

    def parse_profile(self, response: Response, user_name: str) -> Iterator[ProfileItem]:
        """Read one member's profile."""
        told = read(ProfilePage, response).document()
        yield ProfileItem({**told, "_id": user_name})

    def parse_club(self, response: Response, club_id: int, offset: int) -> Iterator[Request]:
        """Follow the lists of the members on one page of a club, and the next page."""
        page = read(ClubMembersPage, response)
        yield from self._members(self.new_names(page.names, self._left()))
        if page.next_offset and self._left() != 0:
            yield self._request_club(club_id, page.next_offset)

    def _members(self, names: Iterable[str]) -> Iterator[Request]:
        """Return the requests for what is read of each member."""
        for name in names:
            yield self.request_list(name)
            if self.plan.profiles:
                url, arguments = self.links.profile(name), {"user_name": name}
                yield self.request(url, self.parse_profile, "profile", arguments)

    async def _reviewers(self) -> list[str]:
        pipeline = self.crawler.get_item_pipeline(MongoPipeline)
        return (
            await asyncio.to_thread(pipeline.store.call, store.reviews.authors) if pipeline else []
        )

    def _left(self, default: int | None = None) -> int | None:
        most = self.plan.n_users if self.plan.n_users is not None else default
        return None if most is None else max(0, most - len(self.user_names))

    def _request_users(self, offset: int) -> Request:
        url, arguments = self.links.users(offset), {"offset": offset}
        return self.request(url, self.parse_users, "listing", arguments, FIRST)

    def _request_club(self, club_id: int, offset: int) -> Request:
        url, arguments = self.links.club(club_id, offset), {"club_id": club_id, "offset": offset}
        return self.request(url, self.parse_club, "listing", arguments, FIRST)
