"""What can go wrong in the audience's room.

CfError
├── TooFewRatings    nothing to learn from
├── NotFitted        a model is asked before it has learned
├── UnknownModel     no model of that name, or no such setting
├── BadInverse       a closed form that did not come out right
├── UnknownUsers     a model is asked about users that it cannot know
└── BadRatingsFile   a file whose columns or values are not ratings
"""

from __future__ import annotations


class CfError(ValueError):
    """Anything this room refuses to go on with."""


class TooFewRatings(CfError):
    """The stored lists leave nothing to learn from."""


class NotFitted(CfError):
    """A model was asked before it had learned."""


class UnknownModel(CfError):
    """No model has that name, or the model has no such setting."""


class BadInverse(CfError):
    """A matrix was inverted and the result is not its inverse."""


class UnknownUsers(CfError):
    """A model knows only the users it was trained on."""


class BadRatingsFile(CfError):
    """A file does not hold ratings."""
