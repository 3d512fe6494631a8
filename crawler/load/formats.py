"""The formats by name: what each looks like, and which reader takes a file of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from crawler.load import anilist, catalogues, jikan, mal_export, manami, row_files
from crawler.load.documents import Loaded
from crawler.load.errors import BrokenFileError, WrongFormatError
from crawler.load.files import Source
from crawler.load.row_files import RowFile

Reader = Callable[[Source, Counter[str]], Iterator[Loaded]]


@dataclass(frozen=True)
class Titles:
    """A file whose documents a reader yields one by one."""

    source: Source
    read: Reader


@dataclass(frozen=True)
class Ratings:
    """A file of one row a user and title; `dataset` names the people it is about."""

    source: Source
    rows: RowFile
    dataset: str


Kind = Titles | Ratings


@dataclass(frozen=True)
class Format:
    """One format.

    Attributes
    ----------
    name
        As the command line takes it.
    sentence
        What it is.
    expected
        What its files begin with.
    recognise
        Returns how to read a file, or None when it is of another format.
    """

    name: str
    sentence: str
    expected: str
    recognise: Callable[[Source], Kind | None]


def recognise(source: Source, name: str) -> Kind:
    """Return how to read a file that is said to be of the format `name`, or of any ("auto").

    Raises
    ------
    WrongFormatError
        When it is not; says what was expected and what was found.
    """
    asked = [each for each in FORMATS if name in (each.name, "auto")]
    for each in asked:
        if kind := each.recognise(source):
            return kind
    expected = "; or ".join(f"{each.expected} ({each.name})" for each in asked)
    other = next((each.name for each in FORMATS if each.recognise(source)), None)
    hint = f"; it is of the format {other}" if other else ""
    raise WrongFormatError(f"{source.path}: expected {expected}; found {_found(source)}{hint}")


def _found(source: Source) -> str:
    if source.is_parquet:
        return f"Parquet with columns {', '.join(_parquet_columns(source))}"
    if not source.head.strip():
        return "an empty file"
    first = source.head.lstrip().split(b"\n", 1)[0][:80].decode("utf-8", "replace").strip()
    return f"{first!r}"


def _mal(source: Source) -> Kind | None:
    is_export = b"<myanimelist" in source.head
    return Titles(source, mal_export.read) if is_export else None


def _anilist(source: Source) -> Kind | None:
    is_list = _is_json(source) and b'"lists"' in source.head
    return Titles(source, anilist.read) if is_list else None


def _jikan(source: Source) -> Kind | None:
    is_answer = _is_json(source) and (b'"mal_id"' in source.head or b'"votes"' in source.head)
    return Titles(source, jikan.read) if is_answer else None


def _manami(source: Source) -> Kind | None:
    told = b"anime-offline-database" in source.head or b'"animeSeason"' in source.head
    return Titles(source, manami.read) if _is_json(source) and told else None


def _cooperunion(source: Source) -> Kind | None:
    columns = _columns(source)
    if columns == catalogues.COOPERUNION:
        return Titles(source, catalogues.read_cooperunion)
    if columns == _RATINGS and not source.path.name.startswith("rating_complete"):
        return Ratings(source, RowFile(source, columns), "cooperunion")
    return None


def _hernan4444(source: Source) -> Kind | None:
    columns = _columns(source)
    if set(catalogues.HERNAN4444) <= set(columns):
        return Titles(source, catalogues.read_hernan4444)
    if columns == catalogues.SYNOPSES:
        return Titles(source, catalogues.read_synopses)
    is_complete = columns == _RATINGS and source.path.name.startswith("rating_complete")
    if columns in _ANIMELIST or is_complete:
        return Ratings(source, RowFile(source, columns), "mal2020")
    return None


def _s1(source: Source) -> Kind | None:
    if not source.is_parquet:
        return _hernan4444(source)
    columns = _parquet_columns(source)
    if not {"user_id", "anime_id", "rating"} <= set(columns):
        return None
    return Ratings(source, RowFile(source, columns), "mal2020")


def _columns(source: Source) -> tuple[str, ...]:
    return () if source.is_parquet or _is_json(source) else catalogues.header(source)


def _parquet_columns(source: Source) -> tuple[str, ...]:
    import pyarrow as pa
    from pyarrow import parquet

    try:
        return tuple(parquet.read_schema(source.path).names)
    except (pa.ArrowException, OSError) as error:
        raise BrokenFileError(
            f"{source.path} is a damaged Parquet file ({error}): fetch it again"
        ) from error


def _is_json(source: Source) -> bool:
    return source.head.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in (b"{", b"[")


_RATINGS = ("user_id", "anime_id", "rating")
# The published file says "rating", its description "score".
_ANIMELIST = {
    ("user_id", "anime_id", word, "watching_status", "watched_episodes")
    for word in row_files.NAMES["score"]
}
_ANIMELIST_WORDS = "user_id,anime_id,rating,watching_status,watched_episodes"
# In the order in which "auto" tries them.
FORMATS = (
    Format(
        "mal",
        "a member's list as MyAnimeList exports it: .xml or .xml.gz, of any age",
        "XML <myanimelist>",
        _mal,
    ),
    Format(
        "manami",
        "manami-project's anime-offline-database: .json, minified, .jsonl, or these as .zst",
        'JSON of anime-offline-database with "sources" and "animeSeason"',
        _manami,
    ),
    Format(
        "anilist",
        "a list of AniList: the answer to MediaListCollection, with scoreFormat and idMal",
        'JSON with "lists" of "entries"',
        _anilist,
    ),
    Format(
        "jikan",
        "answers of Jikan v4: titles, reviews, a title's recommendations",
        'JSON {"data": ..} with "mal_id"',
        _jikan,
    ),
    Format(
        "cooperunion",
        "Kaggle's CooperUnion dataset of 2017: anime.csv, rating.csv",
        f"the header {','.join(catalogues.COOPERUNION)} or {','.join(_RATINGS)}",
        _cooperunion,
    ),
    Format(
        "hernan4444",
        "Hernan4444's dataset of 2020: anime.csv, anime_with_synopsis.csv, rating_complete.csv,\n"
        "               animelist.csv (109 million rows)",
        f"the header MAL_ID,Name,Score,.. or {_ANIMELIST_WORDS}",
        _hernan4444,
    ),
    Format(
        "s1",
        "Dyrutter's copy of the same: user_stats.parquet, all_anime.csv, synopses.csv",
        f"Parquet or the header {_ANIMELIST_WORDS}, or MAL_ID,Name,Score,..",
        _s1,
    ),
)
