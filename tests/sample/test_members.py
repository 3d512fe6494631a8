import statistics

import numpy as np
import pytest

from sample import members
from sample.members import COMPLETED, DROPPED, ON_HOLD, PLANNED, WATCHING


@pytest.fixture(scope="session")
def watched(people):
    return [e for person in people.values() for e in person.entries if e.status != PLANNED]


def test_a_seed_gives_the_same_members(titles, people):
    assert members.make(titles, seed=1) == people
    assert members.make(titles, seed=2) != people


def test_four_hundred_names_of_a_form_mal_allows(people):
    assert len(people) == 400
    assert all(2 <= len(name) <= 20 and name.replace("_", "").isalnum() for name in people)


def test_more_members_than_names_are_refused(titles):
    with pytest.raises(ValueError, match="n_members=1000"):
        members.make(titles, n_members=1000)


def test_lists_are_15_to_120_long_but_one_is_empty_and_six_private(people):
    lengths = sorted(len(person.entries) for person in people.values())
    assert lengths[0] == 0
    assert 15 <= lengths[1] <= lengths[-1] <= 120
    assert 25 <= statistics.median(lengths) <= 60
    assert sum(not person.public for person in people.values()) == 6


def test_no_list_holds_a_title_twice(people):
    for person in people.values():
        ids = [entry.anime_id for entry in person.entries]
        assert len(ids) == len(set(ids))


def test_planned_titles_have_neither_score_nor_episodes(people):
    planned = [e for person in people.values() for e in person.entries if e.status == PLANNED]
    assert planned
    assert {(entry.score, entry.episodes) for entry in planned} == {(0, 0)}


def test_statuses_fit_episodes(titles, watched):
    for entry in watched:
        total = titles.titles[entry.anime_id].episodes
        assert entry.episodes >= 1
        if total:
            assert entry.episodes <= total
            assert (entry.status == COMPLETED) <= (entry.episodes == total)


def test_scores_are_spread_as_on_a_real_site(watched):
    scores = [entry.score for entry in watched]
    assert set(scores) <= set(range(11))
    assert 0.09 < scores.count(0) / len(scores) < 0.15
    given = [score for score in scores if score]
    assert 6.8 < statistics.mean(given) < 8.0
    assert 1.0 < statistics.stdev(given) < 2.0


def test_most_is_completed_and_what_is_dropped_was_disliked(watched):
    states = [entry.status for entry in watched]
    assert states.count(COMPLETED) / len(states) > 0.75
    assert {WATCHING, COMPLETED, ON_HOLD, DROPPED} == set(states)
    assert max(entry.score for entry in watched if entry.status == DROPPED) <= 5


def test_sequels_are_watched_by_those_who_liked_what_came_before(titles, people):
    """Among those with a score for the first title, the sequel's viewers scored it higher."""
    after = [
        (link.anime_id, title.anime_id)
        for title in titles.titles.values()
        for link in title.related
        if link.relation == "Prequel"
    ]
    went_on, stopped, without = [], [], 0
    for person in people.values():
        scores = {
            entry.anime_id: entry.score for entry in person.entries if entry.status != PLANNED
        }
        for first, sequel in after:
            without += sequel in scores and first not in scores
            if scores.get(first):
                (went_on if sequel in scores else stopped).append(scores[first])
    assert statistics.mean(went_on) > statistics.mean(stopped) + 0.5
    assert without < 0.1 * len(went_on)


def test_lists_tell_titles_of_one_kind_from_others(titles, people):
    """Titles that share an audience share tags: the mean overlap beats that of chance twice."""
    ids = list(titles.titles)
    column = {anime_id: place for place, anime_id in enumerate(ids)}
    seen = np.zeros((len(people), len(ids)))
    for row, person in enumerate(people.values()):
        for entry in person.entries:
            seen[row, column[entry.anime_id]] = entry.status != PLANNED
    centred = seen - seen.mean(axis=0)
    alike = np.corrcoef(centred.T)
    tags = [set(titles.titles[anime_id].tags) for anime_id in ids]
    overlap = np.array([[len(a & b) / max(1, len(a | b)) for b in tags] for a in tags])
    others = np.array(
        [[titles.franchise_of[a] != titles.franchise_of[b] for b in ids] for a in ids]
    )
    nearest = [
        overlap[row, np.argsort(-np.where(others[row], alike[row], -2))[:5]].mean()
        for row in range(len(ids))
    ]
    assert np.mean(nearest) > 1.5 * overlap[others].mean()


def test_reviewers_are_members_with_that_score(titles, people):
    for written in titles.reviews.values():
        for review in written:
            scores = {entry.anime_id: entry.score for entry in people[review.user].entries}
            assert scores[review.anime_id] == review.score


def test_status_counts_add_up(people):
    person = next(iter(people.values()))
    assert sum(members.status_counts(person).values()) == len(person.entries)
