"""What can go wrong with pictures.

::

    VisionError
    ├── ImageError       bytes that are not a picture we are willing to read; has a ``reason``
    ├── WeightsError     a file of weights is absent, cut short or not what it says
    ├── FetchError       published weights that could not be fetched, or are others
    └── NoPostersError   nothing to work on yet
"""

from __future__ import annotations


class VisionError(Exception):
    """Anything this room raises on purpose."""


class ImageError(VisionError):
    """Bytes that were not turned into a picture.

    Parameters
    ----------
    reason
        What failures are counted by: ``empty``, ``too many bytes``, ``not a picture``,
        ``too many pixels``, ``too many scans``, ``damaged`` or ``too small to judge``.
    detail
        The value, the rule and the remedy.
    """

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason = reason


class WeightsError(VisionError):
    """Weights that cannot be used; the message names the file and what to do."""


class FetchError(VisionError):
    """Weights that could not be fetched; the message says what is kept and what to do."""


class NoPostersError(VisionError):
    """The database holds no poster."""
