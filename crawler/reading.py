"""Pages read in a process of their own, so that fetching does not wait for reading.

The process is a child of the crawl and ends with it, however that ends: its socket closes then.
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import importlib
import logging
import os
import pickle
import signal
import socket
import struct
import subprocess
import sys
import traceback
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

logger = logging.getLogger(__name__)
T = TypeVar("T")

# An answer or a question: its length in bytes, then the pickled tuple.
_LENGTH = struct.Struct("!Q")
_BUFFER = 4 * 2**20  # bytes; a full page has 200,000
# What a page needs is given back to the system after each page otherwise, and comes again by a
# fault for each 4 kB: a twentieth of the time.
_KEEPS_MEMORY = {"MALLOC_TRIM_THRESHOLD_": str(2**26), "MALLOC_MMAP_THRESHOLD_": str(2**26)}
_ROOT = Path(__file__).parents[1]


class Reading:
    """Calls functions in a second process, or in this one.

    Parameters
    ----------
    is_apart
        Whether to use a second process. It begins with `begin`, or with the first call.
    """

    def __init__(self, *, is_apart: bool) -> None:
        self.is_apart = is_apart
        self._starting = asyncio.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._waiting: deque[asyncio.Future[tuple[bool, Any]]] = deque()
        self._writer: asyncio.StreamWriter | None = None
        self._listening: asyncio.Task[None] | None = None
        self._waking: asyncio.Task[None] | None = None

    async def begin(self, module: str) -> None:
        """Start the process; until it has imported `module`, functions are called in this one."""
        if self.is_apart:
            self._waking = asyncio.create_task(self._wake(module))

    async def call(self, function: Callable[..., T], *arguments: Any) -> T:
        """Return ``function(*arguments)``, or raise what it raises.

        `function` belongs to a module; it, its arguments, its result and its errors are pickled.
        """
        if self.is_apart and (self._waking is None or self._waking.done()):
            try:
                return await self._call_apart(function, *arguments)
            except (OSError, EOFError) as error:
                # Also the other questions that waited for that process end here: each is one call.
                if self.is_apart:
                    logger.warning("The reading process died (%s); pages are read here", error)
                self.is_apart = False
        return function(*arguments)

    async def close(self) -> None:
        """End the process, if there is one."""
        if self._waking:
            self._waking.cancel()
        if self._writer and self._process and self._listening:
            self._listening.cancel()
            self._writer.close()
            await asyncio.to_thread(self._process.wait)

    async def _wake(self, module: str) -> None:
        # If it died, the first call finds that.
        with contextlib.suppress(OSError, EOFError):
            await self._call_apart(_import, module)

    async def _call_apart(self, function: Callable[..., T], *arguments: Any) -> T:
        async with self._starting:
            writer = self._writer = self._writer or await self._start()
        answer: asyncio.Future[tuple[bool, Any]] = asyncio.get_running_loop().create_future()
        self._waiting.append(answer)
        writer.write(_packed((function, arguments)))
        await writer.drain()
        is_result, found = await answer
        if is_result:
            return found  # type: ignore[no-any-return]
        raise found

    async def _start(self) -> asyncio.StreamWriter:
        ours, theirs = socket.socketpair()
        # Some pages lie ready while this process is busy, else the other waits for it.
        for end in (ours, theirs):
            end.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _BUFFER)
        with theirs:
            number = theirs.fileno()
            command = [sys.executable, "-m", "crawler.reading", str(number)]
            self._process = subprocess.Popen(
                command, pass_fds=[number], cwd=_ROOT, env={**os.environ, **_KEEPS_MEMORY}
            )
        reader, writer = await asyncio.open_connection(sock=ours, limit=_BUFFER)
        self._listening = asyncio.create_task(self._listen(reader))
        return writer

    async def _listen(self, reader: asyncio.StreamReader) -> None:
        """Hand each answer to the question that has waited longest."""
        try:
            while True:
                (length,) = _LENGTH.unpack(await reader.readexactly(_LENGTH.size))
                answer = pickle.loads(await reader.readexactly(length))
                self._waiting.popleft().set_result(answer)
        except (OSError, EOFError) as error:
            for waiting in self._waiting:
                waiting.set_exception(EOFError(str(error)))
            self._waiting.clear()


def _import(module: str) -> None:
    importlib.import_module(module)


def _packed(thing: Any) -> bytes:
    pickled = pickle.dumps(thing, pickle.HIGHEST_PROTOCOL)
    return _LENGTH.pack(len(pickled)) + pickled


def serve(channel: socket.socket) -> None:
    """Answer the questions that come through `channel` until it closes."""
    with channel, channel.makefile("rwb") as file:
        while header := file.read(_LENGTH.size):
            function, arguments = pickle.loads(file.read(*_LENGTH.unpack(header)))
            file.write(_packed(_answer(function, arguments)))
            file.flush()


def _answer(function: Callable[..., Any], arguments: tuple[Any, ...]) -> tuple[bool, Any]:
    try:
        return True, function(*arguments)
    except Exception as error:
        error.add_note(traceback.format_exc())
        return False, error


if __name__ == "__main__":
    # Ctrl-C reaches both processes; the crawl ends itself first, and this one with it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # Trees go without the collector; looking for cycles at every 700 objects costs a sixth more.
    gc.set_threshold(50_000)
    # A crawl that was killed leaves a broken socket: the end, like one that was closed.
    with contextlib.suppress(ConnectionError):
        serve(socket.socket(fileno=int(sys.argv[1])))
