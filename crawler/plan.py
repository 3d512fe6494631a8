"""What one crawl is asked to fetch: the spider's arguments, checked."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from crawler.errors import ArgumentError

DEFAULT_LIMIT = 500
# In the order in which they are fetched.
TABS = ("stats", "recommendations", "pictures", "characters", "episodes", "reviews")
_LARGEST = 10_000_000
_OF_TITLES = ("limit", "ids", "users", "season", "genres", "search", "with", "since")
_NO = {"no", "0", ""}
_SEASON = re.compile(r"(?:19|20)\d\d/(?:winter|spring|summer|fall)")


@dataclass(frozen=True)
class Plan:
    """What to fetch.

    Attributes
    ----------
    limit
        How many titles of the top list.
    ids
        Titles besides.
    n_users
        Of how many recently seen users the lists are read.
    season
        "2018/spring": all titles of that season; or None.
    genres
        Numbers of genres whose titles are read.
    search
        Words: the titles that the site finds for them.
    tabs
        Which tabs of each title are read too.
    since
        What was crawled at or after this moment is kept; None leaves it to the settings.
    is_default
        Whether nothing was asked for.
    """

    limit: int
    ids: tuple[int, ...]
    n_users: int
    season: str | None = None
    genres: tuple[int, ...] = ()
    search: str = ""
    tabs: tuple[str, ...] = ()
    since: datetime | None = None
    is_default: bool = False

    @classmethod
    def read(cls, **arguments: str) -> Plan:
        """Return the plan that the arguments of the command line make.

        Parameters
        ----------
        arguments
            ``limit``, ``ids``, ``users``, ``season``, ``genres``, ``search``, ``with`` and
            ``since`` as written after ``-a``; all optional.

        Raises
        ------
        ArgumentError
            For an argument that does not exist, or a value that breaks its rule.
        """
        refuse_unknown(
            arguments,
            "limit=500, -a ids=1,5,6, -a users=100, -a season=2018/spring, -a genres=1,8, "
            "-a search=WORDS, -a with=reviews,stats, -a since=2026-01-31",
        )
        ids = tuple(dict.fromkeys(_ids(arguments["ids"]))) if "ids" in arguments else ()
        season = _season(arguments["season"]) if "season" in arguments else None
        genres = tuple(_ids(arguments["genres"], "genres")) if "genres" in arguments else ()
        search = " ".join(arguments.get("search", "").split())
        default = 0 if ids or season or genres or search else DEFAULT_LIMIT
        return cls(
            count("limit", arguments["limit"]) if "limit" in arguments else default,
            ids,
            count("users", arguments.get("users", "0")),
            season,
            genres,
            search,
            _tabs(arguments.get("with", "")),
            since(arguments["since"]) if "since" in arguments else None,
            is_default=not {"limit", "ids", "season", "genres", "search"} & set(arguments),
        )

    def __str__(self) -> str:
        asked = [f"the {self.limit:,} best titles"] if self.limit else []
        asked += [f"{len(self.ids):,} titles by id"] if self.ids else []
        asked += [f"the titles of {self.season}"] if self.season else []
        asked += [f"the titles of genre {', '.join(map(str, self.genres))}"] if self.genres else []
        asked += [f"the titles found for {self.search!r}"] if self.search else []
        asked += [f"the lists of {self.n_users:,} users"] if self.n_users else []
        tabs = f", with {', '.join(self.tabs)}" if self.tabs else ""
        note = " (-a limit=N for more or fewer; -a users=N for lists)" if self.is_default else ""
        return (" and ".join(asked) or "nothing") + tabs + note


@dataclass(frozen=True)
class UsersPlan:
    """Whose lists to read.

    Attributes
    ----------
    n_users
        How many, at most, of those that the site shows; None for all that are named.
    names
        Named users, from a file.
    clubs
        Numbers of clubs whose members are read.
    titles
        MAL ids of titles: the members of their clubs are read.
    profiles
        Whether each member's profile is read too.
    reviewers
        Whether the authors of the stored reviews are read.
    since
        As in `Plan`.
    """

    n_users: int | None
    names: tuple[str, ...] = ()
    clubs: tuple[int, ...] = ()
    titles: tuple[int, ...] = ()
    profiles: bool = False
    reviewers: bool = False
    since: datetime | None = None

    @classmethod
    def read(cls, **arguments: str) -> UsersPlan:
        """Return the plan that the arguments make; as `Plan.read` does.

        Raises
        ------
        ArgumentError
            For an argument that does not exist, or a value that breaks its rule.
        """
        refuse_unknown(
            arguments,
            "users=100, -a names=FILE, -a clubs=1,2, -a titles=1,5, -a reviewers=yes, "
            "-a profiles=yes, -a since=2026-01-31",
            ("users", "names", "clubs", "titles", "reviewers", "profiles", "since"),
        )
        return cls(
            count("users", arguments["users"]) if "users" in arguments else None,
            _names(arguments["names"]) if "names" in arguments else (),
            tuple(_ids(arguments["clubs"], "clubs")) if "clubs" in arguments else (),
            tuple(_ids(arguments["titles"], "titles")) if "titles" in arguments else (),
            arguments.get("profiles", "no") not in _NO,
            arguments.get("reviewers", "no") not in _NO,
            since(arguments["since"]) if "since" in arguments else None,
        )


def refuse_unknown(
    arguments: Iterable[str],
    known: str,
    names: Iterable[str] = _OF_TITLES,
) -> None:
    """Refuse an argument that is none of `names`; `known` shows them as examples."""
    if unknown := sorted(set(arguments) - set(names)):
        raise ArgumentError(f"-a {unknown[0]}=...: no such argument; there are -a {known}")


def count(name: str, text: str) -> int:
    """Return a whole number from 0 on."""
    if not (text.isascii() and text.isdigit()) or int(text[:9]) > _LARGEST:
        raise ArgumentError(
            f"-a {name}={text}: a whole number from 0 to {_LARGEST:,} is needed; try -a {name}=100"
        )
    return int(text[:9])


def since(text: str) -> datetime:
    """Return the moment that an ISO date or time names, in UTC unless it says otherwise."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError as error:
        raise ArgumentError(
            f"-a since={text}: a date is needed, as in -a since=2026-01-31"
        ) from error
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _ids(text: str, name: str = "ids") -> list[int]:
    words = [word.strip() for word in text.split(",") if word.strip()]
    wrong = [
        word for word in words if not (word.isascii() and word.isdigit() and int(word[:9]) > 0)
    ]
    if wrong or not words:
        raise ArgumentError(
            f"-a {name}={text}: {', '.join(wrong) or 'nothing'} is no MAL id; ids are numbers "
            f"above 0 parted by commas, as in -a {name}=1,5,6"
        )
    return [int(word[:9]) for word in words]


def _season(text: str) -> str:
    if not _SEASON.fullmatch(text.lower()):
        raise ArgumentError(
            f"-a season={text}: a year and winter, spring, summer or fall, as in "
            "-a season=2018/spring"
        )
    return text.lower()


def _tabs(text: str) -> tuple[str, ...]:
    words = {word.strip() for word in text.split(",") if word.strip()}
    if wrong := sorted(words - set(TABS)):
        raise ArgumentError(f"-a with={text}: {wrong[0]} is none of {', '.join(TABS)}")
    return tuple(tab for tab in TABS if tab in words)


def _names(path: str) -> tuple[str, ...]:
    try:
        lines = Path(path).read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeError) as error:
        raise ArgumentError(
            f"-a names={path}: cannot be read ({error}); a text file with a user name in each "
            "line is needed"
        ) from error
    return tuple(dict.fromkeys(name for line in lines if (name := line.strip())))
