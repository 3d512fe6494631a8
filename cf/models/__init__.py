"""The models: one contract, several ways to keep it.

``make("ease", regularization=200.0)`` is a model that has learned nothing yet; ``load(path)`` is
one that has.
"""

from cf.models.contract import Explanation, Model
from cf.models.registry import NAMES, asked, load, make, restored

__all__ = ["NAMES", "Explanation", "Model", "asked", "load", "make", "restored"]
