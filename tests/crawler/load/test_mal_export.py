import gzip

import pytest

from crawler.load import mal_export
from crawler.load.errors import BrokenFileError, TooLargeError, WrongFormatError

ROW = """
    <anime>
        <series_animedb_id>{id}</series_animedb_id>
        <series_title><![CDATA[{title}]]></series_title>
        <my_id>0</my_id>
        <my_watched_episodes>{episodes}</my_watched_episodes>
        <my_start_date>0000-00-00</my_start_date>
        <my_score>{score}</my_score>
        <my_status>{status}</my_status>
        {more}
    </anime>"""
HEADERS = {
    "2008": "<!-- Created by XML Export feature at MyAnimeList.net\n Last updated 5/27/2008 -->",
    "1.1.0": "<!--\n\t\t Created by XML Export feature at MyAnimeList.net\n\t\t Version 1.1.0 -->",
}


def row(id_, score=0, status="Completed", episodes=12, title="Kelp Deacon", more=""):
    return ROW.format(id=id_, score=score, status=status, episodes=episodes, title=title, more=more)


def export(*rows, header="1.1.0", name="wren_41"):
    return (
        f'<?xml version="1.0" encoding="UTF-8" ?>\n{HEADERS[header]}\n\t<myanimelist>\n<myinfo>'
        f"<user_id>7</user_id><user_name>{name}</user_name><user_total_anime>2</user_total_anime>"
        f"</myinfo>{''.join(rows)}</myanimelist>"
    )


def read(source, skipped):
    (loaded,) = mal_export.read(source, skipped)
    assert loaded.collection == "users"
    return loaded.document


@pytest.mark.parametrize("header", HEADERS)
@pytest.mark.parametrize("pack", [bytes, gzip.compress, lambda b: gzip.compress(gzip.compress(b))])
def test_an_export_of_either_age_is_one_member(source_of, skipped, header, pack):
    rows = [row(5, 9), row(17, 0, "Plan to Watch", 0), row(2, 10, "On-Hold", 3)]
    document = read(source_of(pack(export(*rows, header=header).encode())), skipped)
    assert document == {
        "_id": "wren_41",
        "list": [
            {"anime_id": 5, "score": 9, "status": 2, "episodes": 12, "updated": None},
            {"anime_id": 17, "score": 0, "status": 6, "episodes": 0, "updated": None},
            {"anime_id": 2, "score": 10, "status": 3, "episodes": 3, "updated": None},
        ],
        "list_state": "public",
    }
    assert not +skipped


def test_bytes_that_are_not_utf_8_and_forbidden_characters_do_not_matter(source_of, skipped):
    raw = export(row(5, title="K\xfclp"), row(6, title="bell \x07"), row(7)).encode("latin-1")
    assert [each["anime_id"] for each in read(source_of(raw), skipped)["list"]] == [5, 6, 7]


def test_the_older_api_answer_is_read_too(source_of, skipped):
    more = "<my_last_updated>1373987557</my_last_updated>"
    document = read(source_of(export(row(5, 8, "2", more=more), '" +', row(6, 1, "4"))), skipped)
    assert [each["status"] for each in document["list"]] == [2, 4]
    assert document["list"][0]["updated"] == 1373987557


def test_bad_rows_are_counted_by_reason(source_of, skipped):
    manga = "<manga><manga_mangadb_id>3</manga_mangadb_id></manga>"
    rows = [row("x"), row(5, 11), row(6, 5, "Maybe"), manga, row(7), row(7, 4), "<anime/>"]
    document = read(source_of(export(*rows)), skipped)
    assert [(each["anime_id"], each["score"]) for each in document["list"]] == [(7, 4)]
    assert +skipped == {"anime_id": 2, "score": 1, "status": 1, "manga": 1, "duplicate": 1}


@pytest.mark.parametrize(
    ("content", "error", "complaint"),
    [
        (
            '<!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><myanimelist>&b;</myanimelist>',
            WrongFormatError,
            "declares entities",
        ),
        (
            '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><myanimelist>&x;</myanimelist>',
            WrongFormatError,
            "declares entities",
        ),
        ("<myanimelist>" + "<a>" * 100_000, WrongFormatError, "more than 20 deep"),
        ("<opml><body/></opml>", WrongFormatError, "expected .*<myanimelist>.* found <opml>"),
        ("<myanimelist><myinfo/></myanimelist>", WrongFormatError, "<user_name> is missing"),
        (export("<manga></manga>"), WrongFormatError, "found a manga list of 1 rows"),
        (export(row(5))[:-200], BrokenFileError, "not whole XML"),
        (gzip.compress(export(row(5)).encode())[:-20], BrokenFileError, "cannot be unpacked"),
        (gzip.compress(b" " * (mal_export.LARGEST + 1)), TooLargeError, "more than 64 MB unpacked"),
        ("", BrokenFileError, "not whole XML"),
    ],
    ids=range(10),
)
def test_other_files_are_refused(source_of, skipped, content, error, complaint):
    with pytest.raises(error, match=complaint):
        read(source_of(content), skipped)
