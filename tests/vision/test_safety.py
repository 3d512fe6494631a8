import numpy as np
import pytest

from vision.safety import COLUMNS, drawn, hidden

NOT_JUDGED = [np.nan] * 5


def shares(**said):
    """A row of shares; what is left is a drawing."""
    row = {"drawing": 1 - sum(said.values()), **said}
    return [row.get(name, 0.0) for name in COLUMNS]


@pytest.mark.parametrize(
    ("rating", "explicit_shown", "explicit_hidden"),
    [
        ("G - All Ages", 0.94, 0.96),
        ("PG - Children", 0.94, 0.96),
        ("PG-13 - Teens 13 or older", 0.94, 0.96),
        ("R - 17+ (violence & profanity)", 0.89, 0.91),
        ("R+ - Mild Nudity", 0.69, 0.71),
        (None, 0.69, 0.71),
        ("some new rating", 0.69, 0.71),
    ],
)
def test_the_rating_says_how_sure_the_classifier_must_be(rating, explicit_shown, explicit_hidden):
    rows = [shares(hentai=explicit_shown / 2, porn=explicit_shown / 2)]
    rows += [shares(hentai=explicit_hidden / 2, porn=explicit_hidden / 2)]
    assert hidden([rating, rating], np.array(rows)).tolist() == [False, True]


def test_rx_is_hidden_whatever_the_poster_shows():
    rows = np.array([shares(), NOT_JUDGED, shares(neutral=1.0)])
    assert hidden(["Rx - Hentai"] * 3, rows).all()


def test_what_was_not_judged_goes_by_its_rating():
    rows = np.array([NOT_JUDGED, NOT_JUDGED])
    assert hidden(["R+ - Mild Nudity", None], rows).tolist() == [False, False]


def test_the_code_alone_says_as_much_as_the_whole_rating():
    rows = np.array([shares(hentai=share) for share in (0.96, 0.94, 0.91, 0.89, 0.71, 0.0)])
    codes = ["PG-13", "PG-13", "R", "R", "R+", "Rx"]
    assert hidden(codes, rows).tolist() == [True, False, True, False, True, True]


def test_swimsuits_are_no_sex():
    assert not hidden([None], np.array([shares(sexy=1.0)])).any()


def test_drawings_are_told_from_photographs():
    rows = np.array([shares(), shares(hentai=0.9), shares(neutral=0.8), NOT_JUDGED])
    assert drawn(rows).tolist() == [True, True, False, False]


def test_none_is_none():
    assert hidden([], np.empty((0, 5))).tolist() == []
