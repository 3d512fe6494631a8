"""Two hundred files that are not the poster one hopes for, at full size, in a capped process.

    python benchmarks/vision_hostile.py

Prints for each outcome how many files had it, the slowest file and the largest memory that one
took. Each file is decoded in a process of its own that may hold 512 MB, its imports included.
"""

from __future__ import annotations

import resource
import runpy
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parents[1]
SECONDS = 20
CHILD = """
import resource, sys
from pathlib import Path
from vision import dehaze, views
from vision.decode import decode
from vision.errors import ImageError
try:
    views.views(dehaze.apply(decode(Path(sys.argv[1]).read_bytes()), "auto"))
    said = "read"
except ImageError as error:
    said = "out of memory" if "MemoryError" in str(error) else error.reason
print(said, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024, sep="|")
"""


def cap() -> None:
    """Private memory of the child: 512 MB."""
    resource.setrlimit(resource.RLIMIT_DATA, (512_000_000, 512_000_000))


def outcome(path: Path) -> tuple[str, int, float]:
    """What became of a file, the peak megabytes and the seconds of its process."""
    start = time.perf_counter()
    try:
        done = subprocess.run(
            [sys.executable, "-c", CHILD, str(path)],
            cwd=ROOT, capture_output=True, text=True, timeout=SECONDS, preexec_fn=cap, check=False,
            env={"OPENBLAS_NUM_THREADS": "1"},
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return "hangs", 0, SECONDS
    seconds = time.perf_counter() - start
    if done.returncode:
        return f"crashed ({done.returncode})", 0, seconds
    said, megabytes = done.stdout.strip().split("|")
    return said, int(megabytes), seconds


def main() -> None:
    """Print the figures."""
    made = runpy.run_path(str(ROOT / "tests/vision/hostile/conftest.py"))["hostile"]
    found, memory, slowest = Counter(), (0, ""), (0.0, "")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "file")
        for name, data in made(side=3_900, n_damaged=80):
            path.write_bytes(data)
            said, megabytes, seconds = outcome(path)
            found[said] += 1
            memory, slowest = max(memory, (megabytes, name)), max(slowest, (seconds, name))
    print(
        f"{sum(found.values())} files:", ", ".join(f"{n} {said}" for said, n in found.most_common())
    )
    print(f"largest peak {memory[0]} MB ({memory[1]}); slowest {slowest[0]:.1f} s ({slowest[1]})")


if __name__ == "__main__":
    main()
