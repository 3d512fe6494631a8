"""What can go wrong in the audience's room.

CfError
├── TooFewRatings    nothing to learn from
├── NotFitted        a model is asked before it has learned
├── UnknownModel     no model of that name, or no such setting
├── BadInverse       a closed form that did not come out right
├── UnknownUsers     a model is asked about users that it cannot know
├── BadRule          a rule about rows that there is not
├── NoTracker        a tracker of runs that is not installed
├── NoDevices        a training is to run on devices that are not there
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


class BadRule(CfError):
    """A rule about rows has a value that it cannot have."""


class NoTracker(CfError):
    """Runs are to be told to a package that is not installed."""


class NoDevices(CfError):
    """A training is to run on devices that are not there."""


class BadRatingsFile(CfError):
    """A file does not hold ratings."""
