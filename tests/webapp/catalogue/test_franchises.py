from __future__ import annotations

from webapp.catalogue.franchises import franchises_of


def title(aired, kind="TV", members=1000):
    return {"aired_from": aired, "type": kind, "members": members}


def test_titles_without_relations_start_with_what_is_more_than_an_extra():
    titles = [title("2005"), title("2004-01", "Special", 90), title("2008"), title("2001")]
    found = franchises_of([1, 1, 1, 2], [[], [], [], []], titles)
    assert found.starts.tolist() == [0, 0, 0, 3]
    assert found.sizes.tolist() == [3, 3, 3, 1]


def test_relations_say_more_than_days():
    links = [[("Prequel", 1)], [("Sequel", 0)], []]
    found = franchises_of([1, 1, 1], links, [title("2001"), title("2005"), title("2009")])
    # The third has no relation: the franchise begins with 0, which follows 1.
    assert found.starts.tolist() == [1, 1, 1]
    assert found.sequels.tolist() == [-1, 0, -1]
