"""Where to begin, by hand."""

from __future__ import annotations

import pytest

from store.watch_order import entry_point, watch_order


def title(id_, aired_from, type_="TV", members=1000):
    return {"_id": id_, "aired_from": aired_from, "type": type_, "members": members}


def test_titles_are_watched_as_they_aired_and_undated_ones_last():
    titles = [title(3, None), title(2, "2001-04"), title(1, "2001-04-09"), title(9, "1999")]
    assert [row["_id"] for row in watch_order(titles)] == [9, 2, 1, 3]


@pytest.mark.parametrize(
    ("titles", "first"),
    [
        # A pilot before the series.
        ([title(7, "1998-07-26", "OVA", 40), title(5, "1999-10-20", "TV", 1000)], 5),
        # An OVA that everybody saw, and a series long after it.
        ([title(5, "2000-04-26", "OVA", 900), title(8, "2018-06-03", "TV", 300)], 5),
        # A film, and a series after it.
        ([title(5, "1995-11-18", "Movie", 500), title(8, "2002-10-01", "TV", 400)], 5),
        # A first series that hardly anybody remembers.
        ([title(5, "1973", "TV", 9), title(8, "1979", "TV", 1000)], 8),
        # A film on the side, years before the series that all know.
        ([title(5, "2007", "Movie", 59), title(8, "2012", "TV", 1000)], 8),
        # Nothing is known of the audience.
        ([title(5, "1999", "Special", None), title(8, "2000", "TV", None)], 8),
        # Only extras.
        ([title(5, "1999", "Music", None), title(8, "2000", "CM", None)], 5),
    ],
)
def test_where_to_begin(titles, first):
    assert entry_point(titles)["_id"] == first
