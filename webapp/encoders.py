"""The way to the process that turns pictures into vectors (`encoding`), from any web worker.

The first picture starts it; all workers of the site share it over a socket in one folder. It is
ended when a picture takes too long, and the next picture starts it anew.
"""

from __future__ import annotations

import atexit
import contextlib
import fcntl
import io
import logging
import os
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from multiprocessing import AuthenticationError
from multiprocessing.connection import Client, Connection
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from vision import query
from webapp.errors import TooLarge, Unavailable, WrongMediaType

log = logging.getLogger(__name__)

SOCKET, KEY, LOCK, PID = "encoder.sock", "encoder.key", "encoder.lock", "encoder.pid"
# TensorFlow takes its time to begin, and then some to see its first picture.
START_SECONDS = 180.0
# A visitor is asked to come back sooner than that.
WAIT_SECONDS = 25.0
# No answer is longer: a few views of some thousand numbers.
MAX_ANSWER = 4 * 1024 * 1024
OK, BAD_PICTURE, TOO_LARGE, UNREADY = b"0", b"1", b"2", b"3"

Vectors = NDArray[np.float32]


class Encoder:
    """The way to the process, for one web worker.

    Parameters
    ----------
    folder
        Where workers share; None makes one that ends with this process.
    """

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None

    def vectors(self, image: bytes) -> tuple[str, Vectors]:
        """Return the id of the ``look`` set that was current, and the picture's views.

        Parameters
        ----------
        image
            JPEG, PNG, WebP or GIF.

        Returns
        -------
        set_id, vectors
            (n_views, n_dims) float32, rows of length 1, in the space of that set.

        Raises
        ------
        TooLarge, WrongMediaType
            For what is no picture, or too large a one.
        Unavailable
            The process does not start, or took too long.
        """
        if len(image) > query.MAX_BYTES:
            raise TooLarge(f"A picture has at most {query.MAX_BYTES // 1_000_000} MB", "image")
        with self._connection() as connection:
            connection.send_bytes(image)
            if not connection.poll(query.SECONDS):
                self._end()
                raise Unavailable("This picture takes too long to read: try a smaller one.")
            return _read(connection.recv_bytes(MAX_ANSWER))

    @contextlib.contextmanager
    def _connection(self) -> Iterator[Connection]:
        folder = self._place()
        try:
            with _locked(folder):
                connection = _connect(folder) or self._start(folder)
            with connection:
                yield connection
        except (OSError, EOFError) as error:
            log.warning("the encoder of pictures does not answer: %r", error)
            raise Unavailable("Pictures cannot be read at the moment. Try again soon.") from error

    def _place(self) -> Path:
        if self._folder is None:
            self._folder = Path(tempfile.mkdtemp(prefix="animematcher-encoder-"))
            atexit.register(shutil.rmtree, self._folder, ignore_errors=True)
        return self._folder

    def _start(self, folder: Path) -> Connection:
        """Start the process, unless it is starting, and wait a little until it listens."""
        if not _is_starting(folder):
            if self._process:  # of one's own only: a number may have gone to a stranger since
                self._process.kill()
                self._process.wait()
            (folder / SOCKET).unlink(missing_ok=True)
            key = folder / KEY
            key.touch(mode=0o600)
            key.write_bytes(secrets.token_bytes(32))
            self._process = subprocess.Popen(
                [sys.executable, "-m", "webapp.encoding", str(folder)], start_new_session=True
            )
            (folder / PID).write_text(str(self._process.pid))
        deadline = time.monotonic() + WAIT_SECONDS
        while time.monotonic() < deadline:
            if connection := _connect(folder):
                return connection
            if self._process and self._process.poll() is not None:
                raise Unavailable("The reader of pictures did not start. Try again soon.")
            time.sleep(0.1)
        raise Unavailable("The reader of pictures is starting. Try again in half a minute.")

    def _end(self) -> None:
        """End the process, which took a picture a moment ago and is stuck in it."""
        folder = self._place()
        with contextlib.suppress(OSError, ValueError):
            os.kill(int((folder / PID).read_text()), signal.SIGKILL)
        (folder / PID).unlink(missing_ok=True)
        (folder / SOCKET).unlink(missing_ok=True)


@contextlib.contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """One worker at a time looks for the process, and starts it."""
    with (folder / LOCK).open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _connect(folder: Path) -> Connection | None:
    try:
        return Client(str(folder / SOCKET), "AF_UNIX", (folder / KEY).read_bytes())
    except (OSError, EOFError, AuthenticationError):
        return None


def _is_starting(folder: Path) -> bool:
    """Whether a process was started not long ago, and lives."""
    try:
        os.kill(int((folder / PID).read_text()), 0)
        return time.time() - (folder / PID).stat().st_mtime < START_SECONDS
    except (OSError, ValueError):
        return False


def _read(answer: bytes) -> tuple[str, Vectors]:
    """Read an answer; raise what it says went wrong."""
    status, rest = answer[:1], answer[1:]
    if status != OK:
        message = rest.decode()
        kinds = {BAD_PICTURE: WrongMediaType, TOO_LARGE: TooLarge}
        raise kinds.get(status, Unavailable)(message, "image")
    length = int.from_bytes(rest[:2], "big")
    vectors: Vectors = np.load(io.BytesIO(rest[2 + length :]), allow_pickle=False)
    return rest[2 : 2 + length].decode(), vectors
