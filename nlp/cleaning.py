"""From a synopsis as the site shows it to the story it tells.

What is not story goes: source notes, markup, addresses, control characters, and texts that only
say that there is no text. Nothing is dropped in silence: each text gets one `Verdict`.
"""

from __future__ import annotations

import html
import re
import unicodedata
from dataclasses import dataclass
from enum import Enum

MAX_CHARS = 20_000
SHORT_CHARS = 140

_TAG = re.compile(
    r"<[^<>]{0,300}>|\[/?(?:b|i|u|s|url|size|color|spoiler|quote)[^\[\]]{0,200}\]", re.I
)
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+", re.I)
_NOTE_WORDS = (
    r"(?:s(?:ou?r|ou)ces?|(?:re)?writt+en by|mal rewrite|original description|adapted from"
    r"|edited (?:from|by)|from|taken from"
    r"|translated (?:from|by)|translation|summary (?:from|found|by)|synopsis (?:from|by)"
    r"|description from|credits?|via)"
)
_NOTE = re.compile(rf"[(\[]\s*{_NOTE_WORDS}\b[^()\[\]]{{0,160}}[)\]]", re.I)
_OPEN_NOTE = re.compile(
    r"(?:^|(?<=[\s.!?)\"”]))[(\[~]?\s*(?:sources?|written by)\s*:.{0,120}$", re.I
)
_SITE_NOTE = re.compile(r"[(\[]\s*(?:ANN|AniDB|AnimeNfo|Wikipedia|MU|MAL|IMDB)\s*[)\]]\s*$", re.I)
_NOTHING = re.compile(
    r"(?:no synopsis|synopsis not|no description|no information|not available|unavailable|n/?a$"
    r"|none(?: yet)?\.?$|unknown\.?$|to be (?:added|announced)|tba\b|coming soon|\W*$"
    r"|help improve our database)",
    re.I,
)
_SPACES = re.compile(r"\s+")
_KEPT_CONTROLS = "\n\t\r"


class Verdict(Enum):
    """What a text turned out to be."""

    STORY = "stories"
    SHORT = f"short (under {SHORT_CHARS} characters)"
    CUT = f"cut at {MAX_CHARS} characters"
    EMPTY = "without a story"
    FOREIGN = "not in English"


@dataclass(frozen=True)
class CleanText:
    """A story without what is not story; empty when there was none."""

    text: str
    verdict: Verdict


def clean(raw: str) -> CleanText:
    """Return the story of a synopsis, and what kind of text it was; any text is accepted."""
    cut = len(raw) > MAX_CHARS
    text = _plain(raw[:MAX_CHARS])
    text = _without_notes(text)
    if _NOTHING.match(text):
        return CleanText("", Verdict.EMPTY)
    if cut:
        return CleanText(text, Verdict.CUT)
    return CleanText(text, Verdict.SHORT if len(text) < SHORT_CHARS else Verdict.STORY)


def _plain(raw: str) -> str:
    """One line of characters that show, with markup resolved."""
    text = _TAG.sub(" ", html.unescape(raw))
    text = unicodedata.normalize("NFKC", text)
    shown = "".join(c if _shows(c) else " " for c in text)
    return _SPACES.sub(" ", _ADDRESS.sub(" ", shown)).strip()


def _shows(character: str) -> bool:
    """Whether it is printed or parts words; nulls, lone surrogates, direction marks do not."""
    return character in _KEPT_CONTROLS or not unicodedata.category(character).startswith("C")


def _without_notes(text: str) -> str:
    text = _NOTE.sub(" ", text)
    text = _SITE_NOTE.sub(" ", _OPEN_NOTE.sub(" ", text))
    return _SPACES.sub(" ", text).strip()
