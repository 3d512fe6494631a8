"""Which posters are not shown unless a visitor asks for them; numpy only, so the site may ask.

Two witnesses: MyAnimeList's rating, which is of the title, and a classifier's shares, which are of
the picture. A title rated Rx is hidden whatever its poster shows. A poster is hidden when the
classifier is sure enough that it shows sex; how sure depends on the rating, since the classifier
was trained on other drawings than posters and errs on swimsuits.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

KIND = "safety"
COLUMNS = ("drawing", "hentai", "neutral", "porn", "sexy")
_EXPLICIT = [COLUMNS.index("hentai"), COLUMNS.index("porn")]
_DRAWN = [COLUMNS.index("drawing"), COLUMNS.index("hentai")]

# Least share of hentai and porn together that hides a poster, by the code of the title's rating.
EXPLICIT_FROM = {"G": 0.95, "PG": 0.95, "PG-13": 0.95, "R": 0.9, "R+": 0.7, "Rx": 0.0}
UNRATED_FROM = 0.7


def hidden(ratings: Sequence[str | None], shares: NDArray[np.floating]) -> NDArray[np.bool_]:
    """Say which posters are not shown unless asked for.

    Parameters
    ----------
    ratings
        n of MyAnimeList's ratings, such as ``R+ - Mild Nudity``, or only the code before the words;
        None is unrated.
    shares
        (n, 5) of `COLUMNS`; a row of NaN was not judged, and the rating alone decides.

    Returns
    -------
    (n,) bool
    """
    limits = np.array([_limit(rating) for rating in ratings], np.float64)
    explicit = np.nan_to_num(shares[:, _EXPLICIT].sum(axis=1), nan=0.0)
    return np.asarray(explicit >= limits)


def drawn(shares: NDArray[np.floating]) -> NDArray[np.bool_]:
    """(n, 5) shares to (n,) bool: a drawing rather than a photograph; False where not judged."""
    return np.asarray(np.nan_to_num(shares)[:, _DRAWN].sum(axis=1) > 0.5)


def _limit(rating: str | None) -> float:
    code = (rating or "").partition(" ")[0]
    return EXPLICIT_FROM.get(code, UNRATED_FROM)
