"""What can go wrong with texts.

::

    NlpError
    ├── NoStories       nothing to work on yet
    ├── NoTopics        the texts are too few or too alike to hold topics
    ├── TooFewWords     the texts hold too few words to learn word vectors from
    ├── NotBuilt        a question that needs a vector set that was never built
    ├── WeightsError    a file of weights is absent, cut short or not what it says
    └── InstallError    a download that the user asked for did not happen
"""

from __future__ import annotations


class NlpError(Exception):
    """Anything this room raises on purpose; its text names the value, the rule and the remedy."""


class NoStories(NlpError):
    """The database holds no synopsis."""


class NoTopics(NlpError):
    """The texts share too few words to hold topics."""


class TooFewWords(NlpError):
    """Word vectors need more text."""


class NotBuilt(NlpError):
    """A vector set that is needed does not exist."""


class WeightsError(NlpError):
    """Weights that cannot be used."""


class InstallError(NlpError):
    """A download that was asked for failed."""
