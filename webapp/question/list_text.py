"""A visitor's list as one text, as it stands in an argument of its own or is pasted into a box."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

from werkzeug.datastructures import MultiDict

from webapp.question import address
from webapp.question.link import LIST, LinkState

# A packed list stands behind this, a readable one as it is.
PACKED = "l:"
MAX_PASTED = 6000


def list_of(text: str) -> LinkState:
    """Read a list from a link to a page of this site, or as it stands in one."""
    text = text.strip()[:MAX_PASTED]
    if text.startswith(PACKED):
        return address.read(MultiDict({"l": text.removeprefix(PACKED)}))
    query = urlsplit(text).query if "?" in text else text if "=" in text else f"r={text}"
    pairs = [(name, value) for name, value in parse_qsl(query) if name in LIST]
    return address.read(MultiDict(pairs))


def written(state: LinkState) -> str:
    """A list as one argument of an address."""
    told = state.rating_arguments
    return told["r"] if "r" in told else PACKED + told.get("l", "")
