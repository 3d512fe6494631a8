import bson
import numpy as np
import pyarrow as pa
import pytest
from pyarrow import parquet

from crawler.load import row_files, user_rows
from crawler.load.row_files import RowFile
from crawler.load.user_rows import Gatherer, Mark, survey
from store import list_bytes

COLUMNS = ("user_id", "anime_id", "rating", "watching_status", "watched_episodes")
HEADER = ",".join(COLUMNS)


@pytest.fixture(autouse=True)
def _small_portions(monkeypatch):
    monkeypatch.setattr(row_files, "BLOCK", 100)
    monkeypatch.setattr(row_files, "_ROWS_AT_ONCE", 7)
    monkeypatch.setattr(user_rows, "ROWS_A_PASS", 12)
    monkeypatch.setattr(user_rows, "ROWS_AT_ONCE", 5)


@pytest.fixture(params=["csv", "parquet"])
def file_of(request, source_of, tmp_path):
    def make(rows):
        if request.param == "csv":
            lines = "".join(",".join(map(str, row)) + "\n" for row in rows)
            return RowFile(source_of(f"{HEADER}\n{lines}"), COLUMNS)
        columns = zip(*rows, strict=True)
        table = pa.table(dict(zip(COLUMNS, map(list, columns), strict=True)))
        parquet.write_table(table, tmp_path / "rows.parquet")
        return RowFile(source_of((tmp_path / "rows.parquet").read_bytes()), COLUMNS)

    return make


def rows_of(users, rng):
    """One row for each element of `users`; titles do not repeat."""
    return [
        (user, at, int(rng.integers(0, 11)), int(rng.choice([1, 2, 3, 4, 6])), at % 30)
        for at, user in enumerate(users, 1)
    ]


def lists_of(rows):
    found = {}
    for user, *row in rows:
        found.setdefault(f"made_up:{user}", []).append(tuple(row))
    return found


def stored(lists):
    """What the database holds after these writes: the last one of each member."""
    found = {}
    for part in lists:
        for member in part.members:
            document = bson.decode(member.document.raw)
            names = ("anime_id", "score", "status", "episodes")
            found[member.id_] = [tuple(e[name] for name in names) for e in document["list"]]
    return found


def gather(file, skipped, mark=None):
    surveyed = survey(file, lambda position: None)
    return Gatherer(file, "made_up", surveyed, skipped).lists(mark or Mark())


def together(rng):
    lengths = [1, 30, 2, 1, 1, 14, 3, 50, 1]
    return np.repeat(rng.permutation(9), lengths).tolist()


@pytest.mark.parametrize("order", ["together", "scattered", "shuffled"])
def test_each_user_gets_all_rows_in_the_files_order(file_of, skipped, rng, order):
    users = together(rng)
    if order == "scattered":
        users = [*users[:40], 3, *users[40:], 3, 8, 11, 11]
    if order == "shuffled":
        users = rng.permutation(users).tolist()
    rows = rows_of(map(int, users), rng)
    lists = list(gather(file_of(rows), skipped))
    assert stored(lists) == lists_of(rows)
    assert sum(part.n_rows for part in lists) == len(rows)
    # No list is written twice, half and then whole.
    assert sum(len(part.members) for part in lists) == len(set(users))
    assert not +skipped


@pytest.mark.parametrize("order", ["together", "scattered"])
def test_a_load_that_was_stopped_goes_on_anywhere(file_of, skipped, rng, order):
    users = together(rng)
    users = [*users[:40], 3, *users[40:], 3, 8, 11, 11] if order == "scattered" else users
    rows = rows_of(map(int, users), rng)
    file = file_of(rows)
    lists = list(gather(file, skipped))
    assert len(lists) > 5
    for n_written in range(len(lists) + 1):
        written = lists[:n_written]
        mark = written[-1].mark if written else Mark()
        rest = list(gather(file, skipped, mark))
        assert stored([*written, *rest]) == lists_of(rows)
        assert sum(len(part.members) for part in [*written, *rest]) == len(set(users))


def test_rows_that_no_list_can_have_are_counted(file_of, skipped):
    good = [(1, 5, 9, 2, 12), (2, 5, 0, 6, 0)]
    bad = [
        (-1, 5, 9, 2, 1), (20_000_000, 5, 9, 2, 1), (1, 0, 9, 2, 1), (1, 6, 11, 2, 1),
        (1, 6, -2, 2, 1), (1, 6, 5, 5, 1), (1, 6, 5, 33, 1), (1, 6, 5, 2, -1),
    ]  # fmt: skip
    lists = gather(file_of([good[0], *bad, good[1]]), skipped)
    assert stored(lists) == {"made_up:1": [(5, 9, 2, 12)], "made_up:2": [(5, 0, 6, 0)]}
    assert +skipped == {"user": 2, "anime_id": 1, "score": 2, "status": 2, "episodes": 1}


def test_of_rows_for_the_same_title_the_last_one_counts(file_of, skipped):
    rows = [(1, 5, 9, 2, 12), (1, 6, 8, 2, 1), (1, 5, 3, 2, 12), (2, 5, 1, 2, 1)]
    assert stored(gather(file_of(rows), skipped)) == {
        "made_up:1": [(6, 8, 2, 1), (5, 3, 2, 12)],
        "made_up:2": [(5, 1, 2, 1)],
    }
    assert +skipped == {"duplicate": 1}


def test_a_list_that_no_document_holds_is_left_out(file_of, skipped, monkeypatch, rng, caplog):
    monkeypatch.setattr(list_bytes, "LONGEST", 20)
    rows = rows_of([1] * 21 + [2] * 20, rng)
    assert set(stored(gather(file_of(rows), skipped))) == {"made_up:2"}
    assert +skipped == {"over_16_mb": 21}
    assert "made_up:1 has 21 rows" in caplog.text


def test_cooperunions_minus_one_is_no_score(source_of, skipped):
    columns = ("user_id", "anime_id", "rating")
    file = RowFile(source_of("user_id,anime_id,rating\n1,20,-1\n1,24,8\n"), columns)
    assert stored(gather(file, skipped)) == {"made_up:1": [(20, 0, 2, 0), (24, 8, 2, 0)]}


def test_decimal_and_missing_numbers_in_parquet(source_of, skipped, tmp_path):
    columns = {"user_id": [1, 1, 2], "anime_id": [5.0, None, 6.0], "rating": [9.0, 1.0, 7.5]}
    parquet.write_table(pa.table(columns), tmp_path / "rows.parquet")
    file = RowFile(source_of((tmp_path / "rows.parquet").read_bytes()), tuple(columns))
    assert stored(gather(file, skipped)) == {"made_up:1": [(5, 9, 2, 0)]}
    assert +skipped == {"number": 2}


def test_a_survey_tells_who_is_scattered(file_of):
    users = [4, 4, 1, 1, 4, 2, 2, 2, 0, 1]
    file = file_of([(user, at, 5, 2, 1) for at, user in enumerate(users, 1)])
    surveyed = survey(file, lambda position: None)
    assert np.flatnonzero(surveyed.is_scattered).tolist() == [1, 4]
    assert surveyed.n_rows[:5].tolist() == [1, 3, 3, 0, 3]
