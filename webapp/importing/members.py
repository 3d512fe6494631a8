"""A MAL member's list, crawled while the member waits: one at a time, for all workers together.

What was asked stands as small files in a folder of the data directory, so that any worker process
can tell how far it is; a lock on that folder lets one crawl run. The crawl is the crawler's own
spider in a process of its own, with its pace, its robots.txt and its limits.
"""

from __future__ import annotations

import fcntl
import json
import logging
import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from tempfile import NamedTemporaryFile

from config import Settings
from webapp.errors import TooManyRequests, Unprocessable, shown

log = logging.getLogger(__name__)

NAME = re.compile(r"[A-Za-z0-9_-]{2,16}", re.ASCII)
MAX_WAITING = 8
# A list of 3,000 titles is 10 pages: a minute and a half at the real site's pace.
CRAWL_SECONDS = 300
# What nobody asked after for so long is swept away.
KEPT_SECONDS = 3600
WAITING, READING, DONE, FAILED = STATES_OF_CRAWL = ("waiting", "reading", "done", "failed")
# A list costs as much as so many usual requests.
CRAWL_COST = 20
ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Asked:
    """A list that was asked for.

    Attributes
    ----------
    name
        Of the member.
    state
        waiting, reading, done or failed.
    since
        Unix time of the question.
    n_before
        How many others are read first.
    n_read
        How many titles of the list were read so far.
    """

    name: str
    state: str
    since: float
    n_before: int = 0
    n_read: int = 0


class MemberLists:
    """Crawls members' lists, one at a time.

    Parameters
    ----------
    settings
        Where MyAnimeList, MongoDB and the data directory are.
    crawl
        Reads the list of one member into the store, writes to a file how many titles it has read
        so far, and says whether that worked; None runs the spider.
    """

    def __init__(
        self, settings: Settings, crawl: Callable[[str, Path], bool] | None = None
    ) -> None:
        self._settings = settings
        self._folder = settings.data_dir / "members"
        self._crawl = crawl or self._run_spider

    def ask(self, name: str) -> None:
        """Ask for a list; asking again for one that is on its way does nothing.

        Raises
        ------
        Unprocessable
            The name is none that MyAnimeList gives.
        TooManyRequests
            Too many wait already.
        """
        if not NAME.fullmatch(name):
            raise Unprocessable(
                f"{shown(name)} is no name on MyAnimeList: it has 2 to 16 letters, digits, - or _",
                "name",
            )
        under_way = [asked for asked in self._all() if asked.state in (WAITING, READING)]
        if any(asked.name == name for asked in under_way):
            return
        if len(under_way) >= MAX_WAITING:
            raise TooManyRequests(
                f"{len(under_way)} lists are being waited for: try again in a few minutes, or send "
                "the export file"
            )
        self._note(Asked(name, WAITING, time.time()))
        threading.Thread(target=self._read, args=(name,), daemon=True).start()

    def asked(self, name: str) -> Asked | None:
        """How far a list is; None when nobody asked for it lately."""
        every = self._all()
        found = next((asked for asked in every if asked.name == name), None)
        if found and found.state == READING:
            return replace(found, n_read=_number_in(self._progress(name)))
        if found and found.state == WAITING:
            before = [a for a in every if a.state in (WAITING, READING) and a.since < found.since]
            return replace(found, n_before=len(before))
        return found

    def _read(self, name: str) -> None:
        """Wait for the turn, then crawl."""
        with (self._folder / "lock").open("w") as turn:
            fcntl.flock(turn, fcntl.LOCK_EX)
            self._note(Asked(name, READING, time.time()))
            state = FAILED
            try:
                state = DONE if self._crawl(name, self._progress(name)) else FAILED
            except Exception:
                log.exception("could not read the list of a member")
            self._progress(name).unlink(missing_ok=True)
            self._note(Asked(name, state, time.time()))

    def _progress(self, name: str) -> Path:
        return self._folder / f"{name}.read"

    def _run_spider(self, name: str, progress: Path) -> bool:
        own = self._settings
        environment = {
            **os.environ,
            "MONGODB_URI": own.mongodb_uri,
            "MONGODB_DATABASE": own.mongodb_database,
            "MAL_BASE_URL": own.mal_base_url,
            "DATA_DIR": str(own.data_dir.absolute()),
            "CRAWL_DELAY": str(own.crawl_delay),
            "CRAWL_CONTACT": own.crawl_contact,
            # Who asks wants the list as it is today.
            "CRAWL_FRESH_HOURS": "0",
        }
        with NamedTemporaryFile("w", suffix=".txt") as names:
            names.write(f"{name}\n")
            names.flush()
            command = [sys.executable, "-m", "scrapy", "crawl", "mal_users", "-a",
                       f"names={names.name}", "-s", f"CRAWL_PROGRESS_FILE={progress.absolute()}",
                       ]  # fmt: skip
            ended = subprocess.run(
                command, env=environment, cwd=ROOT, timeout=CRAWL_SECONDS, check=False,
                stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
            )  # fmt: skip
        if ended.returncode:
            log.warning("a member's list could not be read: %s", ended.stderr[-500:])
        return ended.returncode == 0

    def _note(self, asked: Asked) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        path = self._folder / f"{asked.name}.json"
        half = path.with_suffix(f".{os.getpid()}-{threading.get_ident()}")
        half.write_text(json.dumps(asdict(asked)), encoding="utf-8")
        half.replace(path)

    def _all(self) -> list[Asked]:
        """Everything asked for, swept of what is old."""
        found = []
        for path in sorted(self._folder.glob("*.json")):
            try:
                asked = Asked(**json.loads(path.read_text(encoding="utf-8")))
            except (OSError, ValueError, TypeError):
                continue
            # A crawl that outlived its time was lost with its process.
            if time.time() - asked.since > KEPT_SECONDS:
                path.unlink(missing_ok=True)
            else:
                found.append(asked)
        return found


def _number_in(path: Path) -> int:
    """The number in a small file; 0 while there is none."""
    try:
        return int(path.read_text(encoding="ascii"))
    except (OSError, ValueError):
        return 0
