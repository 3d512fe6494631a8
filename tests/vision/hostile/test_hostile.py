import os
import subprocess
import sys
import time

import pytest

from vision import dehaze, views
from vision.decode import LARGEST_SIDE, decode
from vision.errors import ImageError

REASONS = {
    "empty",
    "not a picture",
    "too many pixels",
    "too many bytes",
    "too many scans",
    "damaged",
}

# Decodes the files it is named in a process that may take 400 MB more than its imports did.
CAPPED = """
import resource, sys
from pathlib import Path
from vision.decode import decode
from vision.errors import ImageError
pages = int(Path("/proc/self/statm").read_text().split()[0])
limit = pages * resource.getpagesize() + 400_000_000
resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
for name in sys.argv[1:]:
    try:
        print(max(decode(Path(name).read_bytes()).shape))
    except ImageError as error:
        print(error)
"""


def outcome(data):
    try:
        picture = decode(data)
    except ImageError as error:
        return error.reason
    for view in views.views(dehaze.apply(picture, "dark_channel")):
        assert view.size
    assert max(picture.shape) <= LARGEST_SIDE
    return "read"


def test_each_is_read_or_refused_with_a_reason(hostile_files):
    assert len(hostile_files) >= 200
    start = time.perf_counter()
    found = {name: outcome(data) for name, data in hostile_files.items()}
    assert set(found.values()) == REASONS | {"read"}
    assert time.perf_counter() - start < 60
    promised = {name: said for name, said in found.items() if "x4" in name or "x6" in name}
    assert set(promised.values()) == {"too many pixels"}
    assert all(said == "read" for name, said in found.items() if name.startswith("large"))
    assert all(said == "not a picture" for name, said in found.items() if name.startswith("a "))


@pytest.mark.parametrize("mode", ["RGBA", "CMYK", "I;16"])
def test_the_largest_pictures_take_little_memory(tmp_path, mode):
    from PIL import Image

    path = tmp_path / "large"
    image = Image.new(mode, (4_000, 4_000))
    image.save(
        path,
        "JPEG" if mode == "CMYK" else "PNG",
        **({} if mode == "CMYK" else {"compress_level": 1}),
    )
    done = subprocess.run(
        [sys.executable, "-c", CAPPED, str(path)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},
    )
    assert (done.stdout, done.stderr) == (f"{LARGEST_SIDE}\n", "")
