"""What can go wrong in the audience's room."""

from __future__ import annotations


class TooFewRatings(ValueError):
    """The stored lists leave nothing to learn from."""
