import gzip

import pytest
from backports import zstd

from crawler.load import files
from crawler.load.errors import LoadError, TooLargeError

CONTENT = b"one\n\nthree\nfour without an end"


@pytest.mark.parametrize("pack", [bytes, gzip.compress, zstd.compress])
def test_blocks_are_whole_lines_and_nothing_is_lost(source_of, pack):
    source = source_of(pack(CONTENT))
    for size in (25, 26, 1000):
        with source.open() as stream:
            blocks = list(files.blocks(stream, size))
        assert b"".join(blocks) == CONTENT + b"\n"
        assert all(block.endswith(b"\n") for block in blocks)


@pytest.mark.parametrize("pack", [bytes, gzip.compress, zstd.compress])
def test_skipping_is_the_same_packed_or_not(source_of, pack):
    with source_of(pack(CONTENT)).open() as stream:
        stream.skip(5)
        assert stream.read(5) == b"three"
        assert stream.position > 0


def test_lines(source_of):
    with source_of(CONTENT).open() as stream:
        assert list(files.lines(stream)) == [b"one", b"", b"three", b"four without an end"]
    with source_of(CONTENT).open() as stream, pytest.raises(TooLargeError, match="has a line"):
        list(files.lines(stream, 10))


def test_what_is_no_file_is_refused(tmp_path):
    with pytest.raises(LoadError, match="cannot be read"):
        files.Source(tmp_path)
    with pytest.raises(LoadError, match="cannot be read"):
        files.Source(tmp_path / "none")
