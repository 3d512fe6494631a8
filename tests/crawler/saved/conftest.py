"""The saved answers of the site, where they lie beside the repository.

The folder ``../shared/mal`` holds answers of 2013 to 2026 and an index of facts read off them by
other means. CI has it and fails without it; elsewhere these tests are skipped when it is absent.
A test marked ``saved`` is run for each answer of the kinds that it names.
"""

from __future__ import annotations

import gzip
import json
import re
from pathlib import Path
from types import SimpleNamespace

import pytest

SAVED = Path(__file__).parents[4] / "shared" / "mal"
INDEX = SAVED / "index.json"
ENTRIES = json.loads(INDEX.read_text(encoding="utf-8")) if INDEX.exists() else []
MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


def pytest_configure(config):
    config.addinivalue_line("markers", "saved(*kinds, pattern): once for each such saved answer")


def pytest_generate_tests(metafunc):
    for mark in metafunc.definition.iter_markers("saved"):
        pattern = mark.kwargs.get("pattern", "")
        found = [e for e in ENTRIES if e["kind"] in mark.args and re.search(pattern, e["file"])]
        none = pytest.param(None, marks=pytest.mark.skip(f"{INDEX} is missing"))
        ids = [Path(entry["file"]).name[:60] for entry in found]
        metafunc.parametrize("entry", found or [none], ids=ids or None)


@pytest.fixture
def index():
    """Where the index is, and its entries."""
    return INDEX, ENTRIES


@pytest.fixture
def raw(entry) -> bytes:
    """The body of the answer."""
    return gzip.decompress((SAVED / entry["file"]).read_bytes())


@pytest.fixture
def text(raw) -> str:
    """The answer, decoded."""
    return raw.decode("utf-8", "replace")


@pytest.fixture
def url(entry) -> str:
    """Where the answer came from; made up where the index does not say it."""
    anime_id = entry["fact"].get("id") or "1"
    known = entry["url"] if entry["url"].startswith("http") else f"https://x/anime/{anime_id}"
    return known.replace("/*/", "/x/")


@pytest.fixture
def facts():
    """What the words of the index mean, read independently of the crawler."""
    return SimpleNamespace(number=_number, date=_date, minutes=_minutes, score=_score, word=_word)


def _number(text: str) -> int | None:
    digits = re.sub(r"\D", "", text)
    return int(digits) if digits else None


def _date(text: str | None) -> str | None:
    found = re.fullmatch(r"(?:(\w{3}),? )?(?:(\d+), )?(\d{4})", (text or "").strip())
    if not found:
        return None
    month = f"-{MONTHS.index(found[1]) + 1:02d}" if found[1] else ""
    return found[3] + month + (f"-{int(found[2]):02d}" if found[2] else "")


def _minutes(text: str) -> int | None:
    parts = {unit: int(n) for n, unit in re.findall(r"(\d+) (hr|min|sec)", text)}
    seconds = parts.get("hr", 0) * 3600 + parts.get("min", 0) * 60 + parts.get("sec", 0)
    return max(1, (seconds + 30) // 60) if seconds else None


def _score(text: str) -> float | None:
    return float(text) if _word(text) else None


def _word(text: str | None) -> str | None:
    """What the site says, or None for its words for "unknown"."""
    return None if text in {None, "", "?", "-", "N/A", "None", "Unknown"} else text
