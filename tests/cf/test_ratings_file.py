import gzip

import pytest

from cf.errors import BadRatingsFile
from cf.ratings_file import chunks, read

OURS = "user_id,anime_id,rating\n7,20,8\n3,10,-1\n7,10,10\n"


@pytest.fixture
def file(tmp_path):
    def write(text, name="ratings.csv"):
        path = tmp_path / name
        path.write_bytes(gzip.compress(text.encode()) if name.endswith(".gz") else text.encode())
        return path

    return write


@pytest.mark.parametrize("name", ["ratings.csv", "ratings.csv.gz"])
def test_ours_and_cooperunion(file, name):
    rows = read(file(OURS, name))
    assert rows.user_names == ["3", "7"]
    assert rows.user_index.tolist() == [0, 1, 1]
    assert rows.anime_ids.tolist() == [10, 20, 10]
    assert rows.scores.tolist() == [0, 8, 10]
    assert rows.statuses.tolist() == [2, 2, 2]


def test_hernan4444_with_its_status(file):
    text = "user_id,anime_id,rating,watching_status,watched_episodes\n1,5,0,6,0\n0,6,9,2,12\n"
    rows = read(file(text))
    assert rows.scores.tolist() == [9, 0]
    assert rows.statuses.tolist() == [2, 6]
    assert rows.episodes.tolist() == [12, 0]


def test_members_may_have_names(file):
    rows = read(file('user_name,anime_id,rating\n"wren, jr",5,7\nfinch,6,8\nfinch,7,9\n'))
    assert rows.user_names == ["finch", "wren, jr"]
    assert rows.anime_ids.tolist() == [6, 7, 5]
    assert rows.episodes is None


def test_low_scores_of_ten_are_no_stars(file):
    assert read(file("user_id,anime_id,rating\n1,5,3\n")).scores.tolist() == [3]


def test_a_heading_alone_is_no_ratings(file):
    assert len(read(file("user_id,anime_id,rating\n"))) == 0


def test_pieces_make_the_whole(file):
    path = file("user_id,anime_id,rating\n" + "".join(f"{n % 3},{n},5\n" for n in range(7)))
    assert [part.items.tolist() for part in chunks(path, 3)] == [[0, 1, 2], [3, 4, 5], [6]]
    assert [len(part.items) for part in chunks(path, 7)] == [7]


@pytest.mark.parametrize(
    "text",
    [
        "userId,movieId,rating,timestamp\n1,31,2.5,1260\n1,32,5.0,1261\n",
        "1\t31\t2.5\t1260\n1\t32\t5\t1261\n",
        "1::31::2.5::1260\n1::32::5::1261\n",
    ],
)
def test_movielens_stars_are_doubled(file, text):
    rows = read(file(text))
    assert rows.anime_ids.tolist() == [31, 32]
    assert rows.scores.tolist() == [5, 10]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("user_id,title,rating\n1,x,2\n", "none for item: name them anime_id"),
        ("user_id,anime_id,rating\n7,five,7\n", "ids are whole numbers"),
        ("user_id,anime_id,rating\n7,99999999999,7\n", "titles' below 2147483648"),
        ("user_id,anime_id,rating\n7,5,nan\n", "a rating is nan: .* 0 or -1 where there is none"),
        ("", "is empty: it needs a heading"),
        ("user_id,anime_id,rating\n7,5,77\n", "a rating is 77: ratings are 1 to 10"),
    ],
)
def test_what_is_no_ratings_file_is_refused(file, text, said):
    with pytest.raises(BadRatingsFile, match=said):
        read(file(text))


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.csv", b"user_id,anime_id,rating\n\xff\xfe,1,2\n", "is not text in UTF-8"),
        ("a.csv.gz", b"user_id,anime_id,rating\n1,2,3\n", "is not a whole gzip file"),
        ("a.csv.gz", gzip.compress(b"user_id,anime_id,rating\n1,2,3\n" * 99)[:40], "not a whole"),
    ],
)
def test_what_cannot_be_read_is_refused(tmp_path, name, content, said):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(BadRatingsFile, match=said):
        read(tmp_path / name)
