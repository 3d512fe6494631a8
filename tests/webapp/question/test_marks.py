from __future__ import annotations

import base64
import contextlib
import zlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.question.marks import MAX_MARKS, MAX_PACKED, STATES, Mark, pack, read_token, unpack

SCORES = st.none() | st.integers(2, 20).map(lambda n: n / 2)
MARKS = st.dictionaries(
    st.integers(1, 2**31 - 1), st.builds(Mark, st.sampled_from(STATES), SCORES), max_size=60
)


@pytest.mark.parametrize(
    ("token", "mark"),
    [
        ("7-9", Mark(score=9)), ("7-8h", Mark(score=8.5)), ("7-w", Mark("w")),
        ("7-4d", Mark("d", 4)), ("7-9hc", Mark("c", 9.5)), ("7-p", Mark("p")), ("7-x", Mark("x")),
    ],
)  # fmt: skip
def test_tokens(token, mark):
    assert read_token(token) == (7, mark)
    assert f"7-{mark.token}" == token


@pytest.mark.parametrize(
    "token",
    ["", "7", "9999999999-5", "7-11", "7-0", "7-10h", "0-5", "-7-5", "7-z", "7-5\n", "\u0667-5"],
)
def test_what_is_no_token(token):
    with pytest.raises(ValueError, match=r"is no mark|is out of range"):
        read_token(token)


@given(marks=MARKS)
def test_what_was_packed_comes_back(marks):
    assert unpack(pack(marks)) == marks


def test_a_thousand_ratings_fit_an_address():
    rng = np.random.default_rng(1)
    ids = rng.choice(60_000, MAX_MARKS, replace=False) + 1
    scores = np.clip(np.round(rng.normal(7.5, 1.5, MAX_MARKS)), 1, 10)
    marks = {int(i): Mark(score=float(s)) for i, s in zip(ids, scores, strict=True)}
    assert len(pack(dict(list(marks.items())[:1000]))) < 2_200
    assert len(pack(marks)) < MAX_PACKED


@given(text=st.text(max_size=60) | st.text(alphabet="ABCabc019-_", max_size=60))
def test_any_text_is_a_list_or_a_value_error(text):
    with contextlib.suppress(ValueError):
        assert all(anime_id > 0 for anime_id in unpack(text))


def test_a_bomb_is_refused_before_it_grows():
    bomb = base64.urlsafe_b64encode(zlib.compress(bytes(2_000_000), 9, wbits=-15)).decode()
    with pytest.raises(ValueError, match="cut"):
        unpack(bomb.rstrip("="))
