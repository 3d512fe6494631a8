"""Published weights, fetched where there is a network: resumed when cut, checked when whole."""

from __future__ import annotations

import hashlib
import http.client
import json
import socket
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tqdm import tqdm

from config import Settings
from vision import npm
from vision.errors import FetchError
from vision.safety_job import FILE as SAFETY_FILE

TRIES = 6
SECONDS = 30.0
_CHUNK = 1 << 20
_PARTIAL, _OK = 206, 200
_TRY_AGAIN = frozenset({408, 425, 429, 500, 502, 503, 504})


@dataclass(frozen=True)
class Published:
    """A file that somebody published.

    Attributes
    ----------
    name
        What it is called here.
    url
        Where it is; http or https. ``npm:NAME@VERSION`` leaves the where to npm and its settings.
    sha256, size
        Of the whole file; None where the publisher names none and no copy was at hand.
    least, most
        Bytes that it has at least and at most: an error page is not weights.
    """

    name: str
    url: str
    sha256: str | None = None
    size: int | None = None
    least: int = 1
    most: int = 2_000_000_000


def published(what: str, settings: Settings) -> list[Published]:
    """Return the files of ``safety``, ``features`` or ``tags``, at the addresses of the settings.

    The least sizes of the two nets are their numbers of weights, four bytes each.
    """
    base = settings.i2v_url.rstrip("/")
    features, tags = "illust2vec_ver200.caffemodel", "illust2vec_tag_ver200.caffemodel"
    safety = Published(
        SAFETY_FILE,
        settings.safety_url,
        "585cd178f3b994337c4d10a87b080d342fc52f8b9bf0085c4d1f345a3a1c5382",
        24_973_068,
    )
    return {
        "safety": [safety],
        "features": [Published(features, f"{base}/{features}", least=953_366_016)],
        "tags": [
            Published(tags, f"{base}/{tags}", least=188_005_900),
            Published("tag_list.json.gz", f"{base}/tag_list.json.gz", least=1000, most=1_000_000),
        ],
    }[what]


def fetch(file: Published, folder: Path, *, pause: float = 2.0) -> Path:
    """Bring a file into a folder; what is there and right is not fetched again.

    Parameters
    ----------
    file
        What is wanted.
    folder
        Where it goes; made when absent. A part that was cut is kept in it as ``NAME.part``, and the
        next call goes on from there.
    pause
        Seconds before the second try; twice as long before each further one.

    Raises
    ------
    FetchError
        When the server refuses, stays away, or sends another file than was published.
    """
    target, part = folder / file.name, folder / f"{file.name}.part"
    if target.is_file() and not _wrong(file, target):
        return target
    scheme = urlsplit(file.url).scheme
    if scheme not in {"http", "https", "npm"}:
        raise FetchError(f"{file.url!r} is no http or https address; set it in the settings")
    folder.mkdir(parents=True, exist_ok=True)
    if scheme == "npm":
        npm.pack(file.url.removeprefix("npm:"), part)
    else:
        _complete(file, part, pause)
    if reason := _wrong(file, part):
        _forget(part)
        raise FetchError(f"{file.url} is not the published file: {reason}; nothing was kept")
    part.replace(target)
    _forget(part)
    return target


def sha256(path: Path) -> str:
    """Hash of a whole file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _wrong(file: Published, path: Path) -> str:
    """Why a whole file is not the one that was published; empty when it is."""
    size = path.stat().st_size
    if file.size is not None and size != file.size:
        return f"{size} bytes, {file.size} were published"
    if not file.least <= size <= file.most:
        return f"{size} bytes; it has {file.least} to {file.most}"
    if file.sha256 is not None and (found := sha256(path)) != file.sha256:
        return f"its sha256 is {found}, {file.sha256} was published"
    return ""


def _complete(file: Published, part: Path, pause: float) -> None:
    """Fetch until the part is whole, going on where a connection was cut."""
    for number in range(TRIES):
        try:
            with _answer(file, part) as answer:
                if _append(answer, file, part):
                    return
            reason = "the connection was cut"
        except urllib.error.HTTPError as error:
            reason = f"HTTP {error.code} {error.reason}"
            if error.code == http.client.REQUESTED_RANGE_NOT_SATISFIABLE:
                _forget(part)
            elif error.code not in _TRY_AGAIN:
                raise FetchError(f"{file.url}: {reason}; look whether it moved") from error
        except (OSError, http.client.HTTPException) as error:
            reason = str(error)
            if isinstance(getattr(error, "reason", None), socket.gaierror):
                break  # The host has no address: there is no network, or the name is wrong.
        if number < TRIES - 1:
            time.sleep(pause * 2**number)
    kept = part.stat().st_size if part.exists() else 0
    raise FetchError(
        f"{file.url}: {reason}; asked {number + 1} times, {kept} bytes are kept, and the same "
        "command goes on from there. Or fetch it elsewhere and name its path in the settings"
    )


@contextmanager
def _answer(file: Published, part: Path) -> Iterator[Any]:
    """Ask for what is missing, if it is still the same file."""
    request = urllib.request.Request(file.url, headers={"User-Agent": "animematcher"})
    mark = _mark(part)
    if mark:
        request.add_header("Range", f"bytes={part.stat().st_size}-")
        request.add_header("If-Range", mark)
    with urllib.request.urlopen(request, timeout=SECONDS) as answer:
        yield answer


def _append(answer: Any, file: Published, part: Path) -> bool:
    """Write what comes; True when the file is whole."""
    goes_on = answer.status == _PARTIAL and _range_start(answer) == part.stat().st_size
    if answer.status not in {_OK, _PARTIAL} or (answer.status == _PARTIAL and not goes_on):
        _forget(part)
        return False
    start = part.stat().st_size if goes_on else 0
    length = answer.headers.get("Content-Length")
    whole = start + int(length) if length and length.isdecimal() else file.size
    if not goes_on:
        _remember(part, answer.headers.get("ETag") or answer.headers.get("Last-Modified"))
    with part.open("ab" if goes_on else "wb") as out, _bar(file.name, start, whole) as bar:
        while chunk := answer.read(_CHUNK):
            if out.tell() + len(chunk) > file.most:
                _forget(part)
                raise FetchError(f"{file.url} sends more than {file.most} bytes: not the file")
            out.write(chunk)
            bar.update(len(chunk))
        return out.tell() == whole if whole is not None else True


def _range_start(answer: Any) -> int | None:
    said = str(answer.headers.get("Content-Range", "")).removeprefix("bytes ").split("-")[0]
    return int(said) if said.isdecimal() else None


def _bar(name: str, start: int, whole: int | None) -> Any:
    return tqdm(desc=name, initial=start, total=whole, unit="B", unit_scale=True, disable=None)


def _mark_path(part: Path) -> Path:
    return part.with_suffix(".part.json")


def _mark(part: Path) -> str | None:
    """What the server called the file that the part is of: only that one is gone on with."""
    try:
        said = json.loads(_mark_path(part).read_text(encoding="utf-8"))
        return str(said["mark"]) if part.stat().st_size else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _remember(part: Path, mark: str | None) -> None:
    if mark and not mark.startswith("W/"):
        _mark_path(part).write_text(json.dumps({"mark": mark}), encoding="utf-8")
    else:
        _mark_path(part).unlink(missing_ok=True)


def _forget(part: Path) -> None:
    part.unlink(missing_ok=True)
    _mark_path(part).unlink(missing_ok=True)
