"""What can be wrong with a file that is to be loaded.

CrawlerError
└── LoadError            names the file, the rule and the remedy
    ├── WrongFormatError the file is not of the format that was asked for
    ├── BrokenFileError  the file is cut or does not hold what its header promises
    └── TooLargeError    the file, a line or what it unpacks to is over a limit
"""

from __future__ import annotations

from crawler.errors import CrawlerError


class LoadError(CrawlerError):
    """A file cannot be loaded; what was stored before it stays."""


class WrongFormatError(LoadError):
    """The file is not of the format that was asked for."""


class BrokenFileError(LoadError):
    """The file is cut or does not hold what its header promises."""


class TooLargeError(LoadError):
    """The file, one of its lines or what it unpacks to is over a limit."""
