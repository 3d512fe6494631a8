"""Files as streams: plain, gzip or zstd, told apart by their first bytes; never read unbounded."""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

from backports import zstd

from crawler.load.errors import BrokenFileError, LoadError, TooLargeError, WrongFormatError

MEGABYTE = 1024 * 1024
HEAD = 64 * 1024
_GZIP, _ZSTD, _ZIP = b"\x1f\x8b", b"\x28\xb5\x2f\xfd", b"PK\x03\x04"
PARQUET = b"PAR1"
_UNPACKING = (EOFError, zlib.error, gzip.BadGzipFile, zstd.ZstdError)
_DAMAGED = "cannot be unpacked to its end ({}): fetch it again"


class Source:
    """One file to load.

    Attributes
    ----------
    path
        Where it is.
    size
        Its bytes on disk.
    head
        The first 64 KB of what it unpacks to.

    Raises
    ------
    LoadError
        When it cannot be opened or unpacked, or is a ZIP archive.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self.size = path.stat().st_size
            with path.open("rb") as file:
                self._magic = file.read(4)
        except OSError as error:
            raise LoadError(f"{path} cannot be read: {error.strerror}; name a file") from error
        if self._magic == _ZIP:
            raise WrongFormatError(f"{path} is a ZIP archive: unpack it and load what is in it")
        with self.open() as stream:
            self.head = b"" if self.is_parquet else read_up_to(stream, HEAD)

    @property
    def is_parquet(self) -> bool:
        """Whether it is an Apache Parquet file."""
        return self._magic == PARQUET

    @contextmanager
    def open(self) -> Iterator[Stream]:
        """Open it, unpacked."""
        with self.path.open("rb") as file:
            try:
                inner = _unpacked(file, self._magic)
            except _UNPACKING as error:
                raise BrokenFileError(f"{self.path} {_DAMAGED.format(error)}") from error
            yield Stream(inner, file, self.path)

    def read(self, largest: int) -> bytes:
        """Return all of it.

        Raises
        ------
        TooLargeError
            When it unpacks to more than `largest` bytes.
        """
        with self.open() as stream:
            data = read_up_to(stream, largest + 1)
        if len(data) > largest:
            raise TooLargeError(
                f"{self.path} holds more than {largest // MEGABYTE} MB unpacked: "
                "no file of this format is so large; check where it came from"
            )
        return data


def _unpacked(file: BinaryIO, magic: bytes) -> BinaryIO:
    """Unwrap gzip and zstd; twice at most, as files that a tool packed again are."""
    inner = file
    for _ in range(2):
        if magic[:2] == _GZIP:
            inner = cast("BinaryIO", gzip.GzipFile(fileobj=inner, mode="rb"))
        elif magic == _ZSTD:
            inner = cast("BinaryIO", zstd.ZstdFile(inner))
        else:
            break
        magic = cast("io.BufferedReader", inner).peek(4)[:4]
    return inner


class Stream:
    """What a file unpacks to; `position` tells how much of the file itself was used."""

    def __init__(self, unpacked: BinaryIO, file: BinaryIO, path: Path) -> None:
        self._unpacked = unpacked
        self._file = file
        self.path = path

    @property
    def position(self) -> int:
        """Bytes read of the file on disk."""
        return self._file.tell()

    def read(self, size: int) -> bytes:
        """Return at most `size` bytes; none at the end.

        Raises
        ------
        BrokenFileError
            When the file stops in the middle or its packed bytes are damaged.
        """
        try:
            return self._unpacked.read(size)
        except _UNPACKING as error:
            raise BrokenFileError(f"{self.path} {_DAMAGED.format(error)}") from error

    def skip(self, size: int) -> None:
        """Go `size` bytes forward, without unpacking where that is possible."""
        if self._unpacked is self._file:
            self._file.seek(size, io.SEEK_CUR)
            return
        while size > 0 and (got := len(self.read(min(size, MEGABYTE)))):
            size -= got


def read_up_to(stream: Stream, size: int) -> bytes:
    """Return `size` bytes, fewer only at the end of the file."""
    parts: list[bytes] = []
    while size > 0 and (part := stream.read(min(size, MEGABYTE))):
        parts.append(part)
        size -= len(part)
    return b"".join(parts)


def blocks(stream: Stream, size: int) -> Iterator[bytes]:
    """Yield whole lines, about `size` bytes at a time; the last line gets its line feed.

    Raises
    ------
    TooLargeError
        When a line is longer than `size`.
    """
    rest = b""
    while part := read_up_to(stream, size):
        end = part.rfind(b"\n") + 1
        if not end and len(rest) + len(part) > size:
            raise TooLargeError(
                f"{stream.path} has a line of more than {size // MEGABYTE or 1} MB: "
                "no row of this format is so long; check where it came from"
            )
        if end:
            yield rest + part[:end]
            rest = part[end:]
        else:
            rest += part
    if rest:
        yield rest + b"\n"


def lines(stream: Stream, longest: int = MEGABYTE) -> Iterator[bytes]:
    """Yield lines without their line feeds; none may be longer than `longest`."""
    for block in blocks(stream, longest):
        yield from block[:-1].split(b"\n")
