"""Whatever the quick reader reads, the library and the rules read alike; and the rest it leaves."""

import json

import orjson
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from webapp.errors import SiteError
from webapp.question.plain_ratings import read_plainly
from webapp.question.query import MAX_ID, MAX_RATINGS
from webapp.question.validation import QUERY

SCORES = st.one_of(
    st.integers(1, 10), st.decimals(1, 10, places=2).map(float), st.floats(1, 10, width=32)
)
RATINGS = st.dictionaries(st.integers(1, MAX_ID), SCORES, min_size=1, max_size=20)
PLAIN = b'{"ratings": [{"anime_id": 7, "score": 9}, {"anime_id": 21, "score": 6.5}], "k": 3}'


def _written(ratings, spaces):
    told = [{"anime_id": id_, "score": score} for id_, score in ratings.items()]
    text = json.dumps({"ratings": told, "k": 3}, separators=(",", ":"))
    for mark in "{}[]:,":
        text = text.replace(mark, spaces + mark + spaces)
    return text.encode()


def _columns(query):
    return query.ratings.ids.tolist(), query.ratings.scores.tolist(), query.k


@given(RATINGS, st.sampled_from(["", " ", "\n\t", " \r\n "]))
def test_plain_ratings_are_read_as_by_the_library(ratings, spaces):
    # Scores of more digits are left to the library.
    assume(all(len(str(score)) <= 15 for score in ratings.values()))
    body = _written(ratings, spaces)
    found = read_plainly(body)
    assert found is not None
    assert _columns(QUERY.read(found, "")) == _columns(QUERY.read(orjson.loads(body), ""))


@given(st.integers(0, len(PLAIN)), st.integers(0, len(PLAIN)), st.binary(max_size=4))
def test_what_is_read_of_a_mutilated_body_is_what_it_says(start, end, put):
    body = PLAIN[:start] + put + PLAIN[end:]
    found = read_plainly(body)
    if found is None:
        return
    expected = orjson.loads(body)
    assert found.keys() == expected.keys()
    assert [[r.anime_id, r.score] for r in found["ratings"]] == [
        [r["anime_id"], r["score"]] for r in expected["ratings"]
    ]


@pytest.mark.parametrize(
    "ratings",
    [
        b"[]",
        b"{}",
        b'[{"anime_id":1}]',
        b'[{"score":7,"anime_id":1}]',
        b'[{"anime_id":1,"score":7,"more":1}]',
        b'[{"anime_id":1.0,"score":7}]',
        b'[{"anime_id":01,"score":7}]',
        b'[{"anime_id":1,"score":7.}]',
        b'[{"anime_id":1,"score":.7}]',
        b'[{"anime_id":1,"score":7e0}]',
        b'[{"anime_id":1,"score":-7}]',
        b'[{"anime_id":1,"score":11}]',
        b'[{"anime_id":0,"score":7}]',
        b'[{"anime_id":3000000000,"score":7}]',
        b'[{"anime_id":1,"score":7},{"anime_id":1,"score":8}]',
        b'[{"anime_id":1,"score":7},]',
        b'[{"anime _id":1,"score":7}]',
        b'[{"anime_id":"1","score":7}]',
        b'[{"anime_id":1,"score":true}]',
        b'[{"anime_id":1,"score":7}],"ratings":[]',
        b'[{"anime_id":1,"score":7}]]',
        b'[{"anime_id":1,"score":0.' + b"0" * 300 + b"7}]",
    ],
)
def test_whatever_is_not_plain_or_not_right_is_left_to_the_library(ratings):
    assert read_plainly(b'{"ratings":' + ratings + b"}") is None


@pytest.mark.parametrize("body", [b"", b"{}", b"[]", b"null", b'{"ratings"', b'{"k":1}', b"\xff"])
def test_other_bodies_are_left_to_the_library(body):
    assert read_plainly(body) is None


def test_no_more_ratings_than_may_be_sent():
    most = _written(dict.fromkeys(range(1, MAX_RATINGS + 1), 7), "")
    assert len(read_plainly(most)["ratings"]) == MAX_RATINGS
    assert read_plainly(_written(dict.fromkeys(range(1, MAX_RATINGS + 2), 7), "")) is None


def test_the_other_fields_are_checked_as_always():
    with pytest.raises(SiteError, match="0 is not between 1 and 100"):
        QUERY.read(read_plainly(PLAIN.replace(b'"k": 3', b'"k": 0')), "")
