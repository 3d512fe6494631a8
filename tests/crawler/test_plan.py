"""The spider's arguments."""

from __future__ import annotations

import pytest

from crawler.errors import ArgumentError
from crawler.plan import Plan


def test_the_default_says_what_it_is():
    plan = Plan.read()
    assert (plan.limit, plan.ids, plan.n_users) == (500, (), 0)
    assert "500 best titles (-a limit=N" in str(plan)


def test_ids_come_without_a_top_list_unless_asked_for():
    assert Plan.read(ids="1, 5,6,1") == Plan(0, (1, 5, 6), 0)
    assert Plan.read(ids="1", limit="3", users="4") == Plan(3, (1,), 4)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"limit": "many"}, "limit=many: a whole number"),
        ({"limit": "-1"}, "limit=-1"),
        ({"users": "1.5"}, "users=1.5"),
        ({"ids": "1,x,0"}, "x, 0 is no MAL id"),
        ({"ids": ""}, "nothing is no MAL id"),
        ({"pages": "3"}, "pages=...: no such argument"),
    ],
)
def test_wrong_arguments_name_value_rule_and_remedy(arguments, message):
    with pytest.raises(ArgumentError, match=message):
        Plan.read(**arguments)
