"""How a worker keeps to the memory it needs: the C library's allocator and Python's collector."""

from __future__ import annotations

import ctypes
import gc

# Numbers of glibc's <malloc.h>.
_TRIM_THRESHOLD, _MMAP_THRESHOLD, _ARENA_MAX = -1, -3, -8
# A swap of vector sets needs larger pieces for a moment than an answer does: from this size on they
# go back to the system as soon as they are free.
LARGE_PIECE = 1 << 20
# What an answer needs and frees stays with the process: to give it back after each one and take
# it again, page by page, is a fifth of the time of an answer.
KEPT_FREE = 4 << 20
# Threads take turns anyway; each arena would keep its own free memory.
ARENAS = 2


def settle() -> None:
    """Set up this process, and those that are forked from it, before they have threads."""
    if set_option := getattr(ctypes.CDLL(None), "mallopt", None):
        set_option(_ARENA_MAX, ARENAS)
        set_option(_MMAP_THRESHOLD, LARGE_PIECE)
        set_option(_TRIM_THRESHOLD, KEPT_FREE)


def keep() -> None:
    """Take what is in memory for what stays, and return to the system what is free.

    A snapshot is many small objects that stay: looking through them for garbage at every few
    requests would take longer than answering.
    """
    gc.collect()
    gc.freeze()
    if trim := getattr(ctypes.CDLL(None), "malloc_trim", None):
        trim(0)
