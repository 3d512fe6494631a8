"""Arrays that several processes hold once: written to files by the first, mapped by all.

A worker that loads a new vector set finds its arrays ready when another was there before it. What
the files hold is named by a key and never changes.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import logging
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

log = logging.getLogger(__name__)

Arrays = Mapping[str, NDArray[Any]]
FACTS = "facts.json"
# A folder that nobody took for this long belongs to a set that was replaced.
OLD_SECONDS = 900.0


def shared(
    folder: Path | None, key: str, make: Callable[[], tuple[Arrays, Mapping[str, Any]]]
) -> tuple[Arrays, Mapping[str, Any]]:
    """Return what `make` makes, its arrays mapped read-only from files under `folder`.

    Parameters
    ----------
    folder
        Where workers share; None, or one that cannot be written, keeps the arrays in this process.
    key
        Names the arrays: equal keys mean equal arrays.
    make
        Makes the arrays, and facts that JSON can say.
    """
    if folder is None:
        return make()
    place = folder / key
    try:
        with _one_at_a_time(folder):
            if not place.exists():
                _write(place, *make())
        place.touch()
        return _mapped(place)
    except OSError as error:
        log.warning("arrays of %s are not shared by the workers: %s", key, error)
        return make()


def forget_old(folder: Path | None) -> None:
    """Remove what no worker has asked for in a while; those who map it keep what they have."""
    for place in folder.iterdir() if folder else ():
        with contextlib.suppress(OSError):
            if place.is_dir() and time.time() - place.stat().st_mtime > OLD_SECONDS:
                shutil.rmtree(place)


@contextlib.contextmanager
def _one_at_a_time(folder: Path) -> Iterator[None]:
    """Let the other workers wait for the first, which makes what all want."""
    with (folder / ".lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _write(place: Path, arrays: Arrays, facts: Mapping[str, Any]) -> None:
    """Write beside, then rename: others see all or nothing."""
    beside = Path(tempfile.mkdtemp(prefix="making-", dir=place.parent))
    try:
        for name, array in arrays.items():
            np.save(beside / f"{name}.npy", array, allow_pickle=False)
        (beside / FACTS).write_text(json.dumps(facts), encoding="utf-8")
        beside.rename(place)
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _mapped(place: Path) -> tuple[Arrays, Mapping[str, Any]]:
    arrays = {file.stem: _array(file) for file in place.glob("*.npy")}
    return arrays, json.loads((place / FACTS).read_text(encoding="utf-8"))


def _array(file: Path) -> NDArray[Any]:
    array: NDArray[Any]
    try:
        array = np.load(file, mmap_mode="r", allow_pickle=False).view(np.ndarray)
    except ValueError:  # nothing can be mapped of a file without numbers
        array = np.load(file, allow_pickle=False)
    return array
