import gc
import subprocess
import sys

from webapp.serving import memory


def test_what_is_kept_is_not_looked_through_again():
    kept = [[] for _ in range(1000)]
    before = gc.get_freeze_count()
    try:
        memory.keep()
        assert gc.get_freeze_count() >= before + len(kept)
    finally:
        gc.unfreeze()


def test_a_settled_process_gives_large_pieces_back_at_once():
    # In a process of its own: the allocator cannot be asked to forget what it was told.
    script = """
import numpy as np
from webapp.serving import memory
memory.settle()
def resident():
    return int(open("/proc/self/statm").read().split()[1]) * 4096
before = resident()
for _ in range(8):
    piece = np.ones(4_000_000, dtype=np.uint8)
    assert resident() - before > 3_000_000
    del piece
    assert resident() - before < 2_000_000
"""
    subprocess.run([sys.executable, "-c", script], check=True, timeout=60)


def test_a_settled_process_keeps_what_an_answer_frees():
    script = """
import resource
import numpy as np
from webapp.serving import memory
memory.settle()
def faults():
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt
def answer():
    return [np.ones(600_000, dtype=np.uint8) for _ in range(5)]
answer()
before = faults()
for _ in range(20):
    answer()
# Each answer has 700 pages of memory.
assert faults() - before < 700, faults() - before
"""
    subprocess.run([sys.executable, "-c", script], check=True, timeout=60)
