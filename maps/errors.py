"""What can go wrong with maps.

::

    MapsError
    └── NothingToMap    no vector set that could be laid out, or no map to draw yet
"""

from __future__ import annotations


class MapsError(Exception):
    """Anything this room raises on purpose; its text names the value, the rule and the remedy."""


class NothingToMap(MapsError):
    """There is no set to lay out, or no map to draw."""
