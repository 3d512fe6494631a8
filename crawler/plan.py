"""What one crawl is asked to fetch: the spider's arguments, checked."""

from __future__ import annotations

from dataclasses import dataclass

from crawler.errors import ArgumentError

DEFAULT_LIMIT = 500
_LARGEST = 10_000_000


@dataclass(frozen=True)
class Plan:
    """How many titles of the top list, which titles besides, how many users."""

    limit: int
    ids: tuple[int, ...]
    n_users: int
    is_default: bool = False

    @classmethod
    def read(cls, **arguments: str) -> Plan:
        """Return the plan that the arguments of the command line make.

        Parameters
        ----------
        arguments
            ``limit``, ``ids`` and ``users`` as written after ``-a``; all optional.

        Raises
        ------
        ArgumentError
            For an argument that does not exist, or a value that breaks its rule.
        """
        if unknown := sorted(set(arguments) - {"limit", "ids", "users"}):
            raise ArgumentError(
                f"-a {unknown[0]}=...: no such argument; there are -a limit=500, -a ids=1,5,6 and "
                "-a users=100"
            )
        ids = tuple(dict.fromkeys(_ids(arguments["ids"]))) if "ids" in arguments else ()
        default = 0 if ids else DEFAULT_LIMIT
        limit = _count("limit", arguments["limit"]) if "limit" in arguments else default
        users = _count("users", arguments.get("users", "0"))
        return cls(limit, ids, users, "limit" not in arguments and not ids)

    def __str__(self) -> str:
        asked = [f"the {self.limit:,} best titles"] if self.limit else []
        asked += [f"{len(self.ids):,} titles by id"] if self.ids else []
        asked += [f"the lists of {self.n_users:,} users"] if self.n_users else []
        note = " (-a limit=N for more or fewer; -a users=N for lists)" if self.is_default else ""
        return (" and ".join(asked) or "nothing") + note


def _count(name: str, text: str) -> int:
    if not (text.isascii() and text.isdigit()) or int(text[:9]) > _LARGEST:
        raise ArgumentError(
            f"-a {name}={text}: a whole number from 0 to {_LARGEST:,} is needed; try -a {name}=100"
        )
    return int(text[:9])


def _ids(text: str) -> list[int]:
    words = [word.strip() for word in text.split(",") if word.strip()]
    wrong = [
        word for word in words if not (word.isascii() and word.isdigit() and int(word[:9]) > 0)
    ]
    if wrong or not words:
        raise ArgumentError(
            f"-a ids={text}: {', '.join(wrong) or 'nothing'} is no MAL id; ids are numbers above 0 "
            "parted by commas, as in -a ids=1,5,6"
        )
    return [int(word[:9]) for word in words]
