"""Whatever is sent, the answer is one of those that are documented."""

from __future__ import annotations

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

# The site keeps no state between requests, so one app may answer every example.
SHARED = settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.text(max_size=12) | st.sampled_from(["$gt", "$where"]), inner, max_size=4
        )
    ),
    max_leaves=12,
)
RATINGS = st.lists(
    st.fixed_dictionaries(
        {"anime_id": st.sampled_from([1, 2, 10, 40, 50, 60, 777]) | VALUES},
        optional={"score": st.integers(1, 10) | VALUES},
    ),
    max_size=5,
)
BODIES = st.fixed_dictionaries(
    {"ratings": RATINGS | VALUES},
    optional={
        "k": st.integers(-1, 102) | VALUES,
        "filters": st.dictionaries(
            st.sampled_from(
                ["genres_in", "genres_out", "types", "year_min", "year_max", "score_min", "other",
                 "members_min", "include_sequels", "include_adult"]
            ),
            VALUES | st.lists(st.sampled_from(["Drama", "TV", "Movie"]), max_size=3),
        ) | VALUES,
        "weights": st.dictionaries(
            st.sampled_from(["story", "topics", "look", "audience", "x"]), st.floats(0, 10) | VALUES
        ) | VALUES,
    },
)  # fmt: skip
ARGUMENTS = st.dictionaries(
    st.sampled_from(
        ["r", "q", "add", "drop", "s-1", "s-", "s-x", "genre", "without", "type", "from", "to",
         "score", "members", "sequels", "adult", "story", "look", "n", "k", "kind", "limit", "zz",
         "l", "popular", "surprise", "lang", "age", "planned", "dislikes", "shelf", "status",
         "least", "most", "page", "job"]
    ),
    st.text(max_size=30)
    | st.sampled_from(["1-9", "1-9.10-3", "1-9h", "Drama", "TV", "2001", "1e9", "nan", "-1",
                       "7-p", "only", "without", "story", "PG-13", "english", "AwA"]),
    max_size=8,
)  # fmt: skip
DOCUMENTED = {200, 302, 400, 404, 413, 415, 422}


@SHARED
@given(body=BODIES)
def test_any_json_body_has_a_documented_answer(client, body):
    answer = client.post(
        "/api/v1/recommendations", data=json.dumps(body), content_type="application/json"
    )
    assert answer.status_code in DOCUMENTED
    assert ("items" in answer.get_json()) == (answer.status_code == 200)


@SHARED
@given(body=st.binary(max_size=200))
def test_any_bytes_have_a_documented_answer(client, body):
    answer = client.post("/api/v1/recommendations", data=body, content_type="application/json")
    assert answer.status_code in DOCUMENTED


@pytest.mark.parametrize(
    "path",
    ["/", "/list", "/scores", "/bring", "/search", "/anime/1", "/api/v1/search",
     "/api/v1/anime/1/similar"],
)  # fmt: skip
@SHARED
@given(arguments=ARGUMENTS)
def test_any_address_has_a_documented_answer_and_comes_to_rest(client, path, arguments):
    answer = client.get(path, query_string=arguments)
    assert answer.status_code in DOCUMENTED
    if answer.status_code == 302:
        assert answer.location.startswith("/")
        assert client.get(answer.location).status_code == 200


@SHARED
@given(path=st.text(max_size=40))
def test_any_path_has_a_documented_answer(client, path):
    answer = client.get("/" + path.lstrip("/"))
    assert answer.status_code in DOCUMENTED | {308, 405}
