"""How every ``python -m ROOM`` ends: done, refused in one sentence, or stopped by Ctrl-C."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable

import config
import store

FAILED, INTERRUPTED = 1, 130


def run(room: str, kept: str, work: Callable[[], int], *refusals: type[Exception]) -> int:
    """Do the work of one command and return the exit code.

    Parameters
    ----------
    room
        Whose command it is; begins what is said on the standard error.
    kept
        What Ctrl-C leaves as it was, in words.
    work
        Does it and returns the exit code.
    refusals
        Errors that say it all: the room's own. Those of the store and of the settings are such.
    """
    expected: tuple[type[Exception], ...] = (*refusals, store.StoreError, config.ConfigError)
    try:
        return work()
    except BrokenPipeError:  # a reader that has enough, as in "| head"
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    except expected as error:
        print(f"{room}: {error}", file=sys.stderr)
        return FAILED
    except KeyboardInterrupt:
        print(f"{room}: stopped; {kept}", file=sys.stderr)
        return INTERRUPTED
