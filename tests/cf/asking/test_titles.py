import csv

import numpy as np
import pytest

from cf.asking.titles import NoSuchLabel, NoSuchTitle, Titles, plain, write_csv

DOCUMENTS = [
    {"title": "Moon☆Harbour!", "synonyms": ["Tsuki no Minato"], "genres": ["Slice of Life"],
     "type": "TV", "episodes": 12},
    {"title": "Iron Pilgrim", "title_english": "The Pilgrim", "themes": ["Space"], "type": "Movie"},
    {},
]  # fmt: skip


@pytest.fixture
def titles():
    return Titles(np.array([5, 7, 9]), DOCUMENTS)


@pytest.mark.parametrize("name", ["5", "moon harbour", "MÓON HARBOUR", "Tsuki-no-Minato"])
def test_a_title_is_found_however_it_is_spelt(titles, name):
    assert titles.find(name) == 0


def test_a_title_that_is_not_there_names_its_neighbours(titles):
    with pytest.raises(NoSuchTitle, match=r"'Iron Pilgrims'; there are Iron Pilgrim"):
        titles.find("Iron Pilgrims")
    with pytest.raises(NoSuchTitle, match="no title is called '★'"):
        titles.find("★")


def test_filters_are_spelt_freely_and_any_of_them_will_do(titles):
    assert titles.allowed(["SLiceOF life"], []).tolist() == [True, False, False]
    assert titles.allowed(["slice of life", "space"], ["tv"]).tolist() == [True, False, False]
    assert titles.allowed([], []).all()


def test_a_genre_or_type_that_no_title_has_is_refused(titles):
    with pytest.raises(NoSuchLabel, match="'va#mpire'; there are Slice of Life"):
        titles.allowed(["va#mpire"], [])
    with pytest.raises(NoSuchLabel, match="'OVA'; there are Movie, TV"):
        titles.allowed([], ["OVA"])


def test_rows_have_the_old_headings_and_unknown_is_empty(titles, tmp_path):
    rows = titles.rows([0, 2], ("Name", "Genres", "Episodes", "Sypnopsis"))
    assert rows[0] == {
        "Name": "Moon☆Harbour!", "Genres": "Slice of Life", "Episodes": 12, "Sypnopsis": "",
    }  # fmt: skip
    write_csv(tmp_path / "a" / "b.csv", rows, ["Name", "Genres", "Episodes", "Sypnopsis"])
    with (tmp_path / "a" / "b.csv").open() as file:
        assert [row["Name"] for row in csv.DictReader(file)] == ["Moon☆Harbour!", ""]


def test_plain():
    assert plain("YuuYuu☆Hakusho!") == "yuuyuuhakusho"
    assert plain("½ & ♥") == ""
