import json

import numpy as np
import pytest

from cf import item_facts
from cf.errors import BadRatingsFile
from cf.item_facts import ItemFacts, stem

DOCUMENTS = {
    1: {"title": "Moon Harbour", "genres": ["Drama"], "studios": ["Kite"], "aired_from": "2011-04"},
    2: {"title": "Moon Harbour 2nd Season", "genres": ["Drama", "Comedy"], "type": "TV"},
    3: {"title": "Moon Harbour: The Movie", "franchise_id": 77},
    4: {"title": "Iron Pilgrim", "franchise_id": 77},
}


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Moon Harbour 2nd Season", "moon harbour"),
        ("Moon Harbour: The Long Night", "moon harbour"),
        ("Moon Harbour III", "moon harbour"),
        ("Möon Hárbour (TV)", "moon harbour"),
        ("Moon Harbour - Specials", "moon harbour"),
        ("2", ""),
    ],
)
def test_the_stem_of_a_title_is_its_franchises(title, name):
    assert stem(title) == name


def test_a_stored_franchise_counts_before_the_name():
    facts = item_facts.of_documents(DOCUMENTS, [1, 2, 3, 4, 99])
    assert facts.franchise_of.tolist() == [0, 0, 2, 2, 4]


def test_labels_stand_in_rows():
    facts = item_facts.of_documents(DOCUMENTS, [1, 2])
    assert facts.labels.shape == (5, 2)  # Drama, Comedy, Kite, TV, 2011
    assert sorted(facts.labels.sum(axis=1).A1.tolist()) == [1, 1, 1, 1, 2]


def test_facts_of_some_items():
    facts = item_facts.of_documents(DOCUMENTS, [1, 2, 3, 4]).having(np.array([3, 1]))
    assert facts.franchise_of.tolist() == [2, 0]
    assert facts.labels.shape[1] == 2


def test_unknown_facts_tell_nothing():
    facts = ItemFacts.unknown(3)
    assert facts.franchise_of.tolist() == [0, 1, 2]
    assert facts.labels.shape == (0, 3)


def test_facts_of_a_file(tmp_path):
    path = tmp_path / "titles.jsonl"
    path.write_text("\n".join(json.dumps({"mal_id": id_, **d}) for id_, d in DOCUMENTS.items()))
    assert item_facts.of_file(path, np.array([2, 1])).franchise_of.tolist() == [0, 0]
    path.write_text('{"title": "no id"}')
    with pytest.raises(BadRatingsFile, match="line 1: not a JSON object with a mal_id"):
        item_facts.of_file(path, np.array([1]))
