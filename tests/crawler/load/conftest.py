"""Files to load, made by hand; the people in them do not exist."""

from collections import Counter

import pytest

from crawler.load.files import Source


@pytest.fixture
def skipped():
    return Counter()


@pytest.fixture
def source_of(tmp_path):
    """Write content into a file and open it as a source."""

    def make(content, name="file"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return Source(path)

    return make
