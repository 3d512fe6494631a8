"""From a path and its query to an answer: which page of the sample site is asked for."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from threading import Lock

from sample import pages, posters, title_page, title_tabs
from sample.catalogue import Catalogue, Title
from sample.members import Member

_HTML, _JSON, _TEXT = "text/html; charset=utf-8", "application/json", "text/plain"
_TITLE = re.compile(r"/anime/(\d+)(?:/[^/]*(?:/(stats|userrecs|reviews))?)?/?")
_POSTER = re.compile(r"/(?:r/\d+x\d+/)?images/anime/(\d+)\.jpg")
_PROFILE = re.compile(r"/profile/([\w-]+)/?")
_LIST = re.compile(r"/animelist/([\w-]+)/load\.json")
_ALL_STATUSES = 7

Query = Mapping[str, str]


@dataclass(frozen=True)
class Answer:
    """What goes back to the browser."""

    status: int
    content_type: str
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)


class Site:
    """Answers for one catalogue and its members; posters are drawn once and kept."""

    def __init__(self, catalogue: Catalogue, members: Mapping[str, Member]) -> None:
        self.catalogue, self.members = catalogue, members
        self._names = list(members)
        self._posters: dict[int, bytes] = {}
        self._drawing = Lock()
        self._routes: list[tuple[re.Pattern[str], Callable[[re.Match[str], Query], Answer]]] = [
            (_TITLE, self._title),
            (_POSTER, self._poster),
            (_LIST, self._list),
            (_PROFILE, self._profile),
            (re.compile(r"/topanime\.php"), self._top),
            (re.compile(r"/users\.php"), self._users),
            (re.compile(r"/robots\.txt"), lambda found, query: Answer(200, _TEXT, pages.ROBOTS)),
            (re.compile(r"/"), self._top),
        ]

    def answer(self, path: str, query: Query) -> Answer:
        """Answer a path as MyAnimeList would: ids count, slugs do not; 404 for the rest."""
        for pattern, route in self._routes:
            if found := pattern.fullmatch(path):
                return route(found, query)
        return _missing()

    def poster(self, title: Title) -> bytes:
        """The JPEG of a title's poster."""
        with self._drawing:
            if title.anime_id not in self._posters:
                head = self.catalogue.titles[self.catalogue.franchise_of[title.anime_id]]
                self._posters[title.anime_id] = posters.draw(title, head)
            return self._posters[title.anime_id]

    def _title(self, found: re.Match[str], query: Query) -> Answer:
        title = self.catalogue.titles.get(int(found[1]))
        if title is None:
            return _missing()
        tabs: dict[str | None, Callable[[], bytes]] = {
            None: lambda: title_page.details(title, self.catalogue),
            "stats": lambda: title_tabs.stats(title, self.catalogue),
            "userrecs": lambda: title_tabs.userrecs(title, self.catalogue, self._names),
            "reviews": lambda: title_tabs.reviews(
                title, self.catalogue, max(1, _number(query, "p", 1))
            ),
        }
        return Answer(200, _HTML, tabs[found[2]]())

    def _poster(self, found: re.Match[str], query: Query) -> Answer:
        title = self.catalogue.titles.get(int(found[1]))
        if title is None:
            return _missing()
        image = self.poster(title)
        return Answer(200, "image/jpeg", image, {"ETag": f'"{hashlib.md5(image).hexdigest()}"'})

    def _list(self, found: re.Match[str], query: Query) -> Answer:
        member = self.members.get(found[1])
        if member is None or not member.public:
            return Answer(400, _JSON, pages.INVALID_REQUEST)
        status, offset = _number(query, "status", _ALL_STATUSES), _number(query, "offset", 0)
        return Answer(200, _JSON, pages.list_rows(member, self.catalogue, status, offset))

    def _profile(self, found: re.Match[str], query: Query) -> Answer:
        member = self.members.get(found[1])
        return Answer(200, _HTML, pages.profile(member)) if member else _missing()

    def _top(self, found: re.Match[str], query: Query) -> Answer:
        return Answer(200, _HTML, pages.top(self.catalogue, _number(query, "limit", 0)))

    def _users(self, found: re.Match[str], query: Query) -> Answer:
        return Answer(200, _HTML, pages.users(self._names, _number(query, "show", 0)))


def _number(query: Query, name: str, default: int) -> int:
    """A count from the query; what is no count is as if it were not there."""
    text = query.get(name, "")
    return int(text) if text.isdecimal() else default


def _missing() -> Answer:
    return Answer(404, _HTML, pages.not_found())
