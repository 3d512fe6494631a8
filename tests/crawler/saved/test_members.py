"""Every fact that the saved answers about members and their lists show."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from crawler import pages
from crawler.load import mal_export
from crawler.load.errors import LoadError
from crawler.load.files import Source


@pytest.mark.saved("users")
def test_users(entry, text, url):
    page = pages.UsersPage(text, url)
    assert len(page.names) == entry["fact"]["users"]
    assert entry["fact"]["first"].endswith(f"/{page.names[0]}")


@pytest.mark.saved("clubs")
def test_clubs_of_a_title(text, url):
    page = pages.ClubsPage(text, url)
    assert len(page.club_ids) == len(set(re.findall(r"clubs\.php\?cid=(\d+)", text)))


@pytest.mark.saved("profile")
def test_profile(entry, text, url, facts):
    fact = entry["fact"]
    page = pages.ProfilePage(text, url)
    assert page.name == fact["title"].split("'s Profile")[0]
    assert page.joined == facts.date(fact["user_stats"]["Joined"])
    assert page.last_online == facts.word(fact["user_stats"].get("Last Online"))
    days, mean = re.match(r"Days: ([\d.,]+) Mean Score: ([\d.]+)", fact["days"]).groups()
    assert page.days == float(days.replace(",", ""))
    assert page.mean_score == (float(mean) or None)
    # Of each label the first: those of the manga list follow.
    told = dict(re.findall(r"([A-Z][A-Za-z -]+?) ([\d,]+)", fact["counts"])[::-1])
    assert page.counts == {label: facts.number(told[label]) for label in page.counts}


@pytest.mark.saved("animelist", pattern="html|json")
def test_user_lists(entry, text, url):
    fact = entry["fact"]
    is_json = text.lstrip().startswith("[")
    page = (pages.UserListPage if is_json else pages.ListPage)(text, url)
    assert len(page.entries) == page.n_rows == fact.get("rows", fact.get("titles"))
    if "status" in fact:
        found = [row["status"] for row in page.entries]
        assert {str(status): found.count(status) for status in found} == fact["status"]
        assert sum(row["episodes"] for row in page.entries) == fact["watched"]
    elif "status=4" in entry["file"]:
        assert {row["status"] for row in page.entries} == {4}
    assert all(row["anime_id"] for row in page.entries)


@pytest.mark.saved("animelist", pattern="xml")
def test_exports_of_lists(entry, raw, tmp_path):
    fact, path = entry["fact"], tmp_path / "list.xml"
    path.write_bytes(raw)
    skipped = Counter()
    if fact["err"] or not fact["anime"]:
        with pytest.raises(LoadError):
            list(mal_export.read(Source(path), skipped))
        return
    ((_, document),) = (
        (each.collection, each.document) for each in mal_export.read(Source(path), skipped)
    )
    assert document["_id"] == fact["user"]
    assert len(document["list"]) + sum(skipped.values()) - fact["manga"] == fact["anime"]
    assert all(entry["status"] for entry in document["list"])
