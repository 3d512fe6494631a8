"""The vector set ``reviews``: each title as the words of its reviews, and their gist."""

from __future__ import annotations

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

import store
from nlp import gist, job, word_vectors
from nlp.cleaning import Verdict
from nlp.errors import TooFewWords
from nlp.gist import Sentence
from nlp.names import Capitals
from nlp.word_vectors import WordVectors

if TYPE_CHECKING:
    from nlp.corpus import Reader

KIND = "reviews"
MODEL = "skip-gram word vectors (gensim), SIF-weighted mean of a title's reviews"
# Words are learned anew when more than this share of the reviews is new to them.
MOST_NEW = 0.2
# Reviews of fewer words than this are too few to learn words from alone: synopses teach with them.
FEWEST_REVIEW_WORDS = 500_000
FIELDS = ("anime_id", "text", "spoiler")


@dataclass(frozen=True)
class _Reviews:
    """Stored reviews, row by row: review id, title, cleaned text, whether it may be quoted."""

    ids: NDArray[np.int64]
    titles: NDArray[np.int64]
    texts: Sequence[str]
    quotable: NDArray[np.bool_]
    raw: Sequence[str]
    counts: Mapping[str, int]


def run(db: store.Database, data_dir: Path, seed: int) -> str:
    """Build the set if anything changed; return the line that says what happened."""
    parameters: dict[str, Any] = {"version": job.VERSION, "seed": seed}
    fingerprint = _fingerprint(db, parameters)
    if line := job.unchanged(db, KIND, fingerprint):
        return line
    if store.reviews.count(db) == 0:
        return f"{KIND}: no reviews stored yet; scrapy crawl mal brings those that pages show"
    from nlp.corpus import Reader

    parameters["data"] = job.data_found(data_dir, KIND)
    reader = Reader(data_dir)
    reviews = _read(db, reader)
    try:
        return _publish(db, reader, reviews, parameters, fingerprint)
    except TooFewWords as error:
        return f"{KIND}: {len(reviews.ids)} reviews hold too few words, nothing published: {error}"


def _fingerprint(db: store.Database, parameters: Mapping[str, Any]) -> str:
    told = [dict(parameters), store.reviews.fingerprint(db, FIELDS)]
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


def _read(db: store.Database, reader: Reader) -> _Reviews:
    """Read and clean all reviews; ids stay beside their texts, whatever a text turns out to be."""
    rows = list(store.reviews.iterate(db, FIELDS))
    raw = [row.get("text") or "" for row in rows]
    cleaned = [reader.clean(text) for text in raw]
    kept = [at for at, entry in enumerate(cleaned) if entry.text]
    counts = Counter(entry.verdict.value for entry in cleaned if not entry.text)
    counts["spoilers, never quoted"] = sum(bool(rows[at].get("spoiler")) for at in kept)
    counts["cut"] = sum(entry.verdict is Verdict.CUT for entry in cleaned)
    return _Reviews(
        ids=np.array([rows[at]["_id"] for at in kept], dtype=np.int64),
        titles=np.array([rows[at]["anime_id"] for at in kept], dtype=np.int64),
        texts=[cleaned[at].text for at in kept],
        quotable=np.array([not rows[at].get("spoiler") for at in kept], dtype=np.bool_),
        raw=[raw[at] for at in kept],
        counts=counts,
    )


def _publish(
    db: store.Database,
    reader: Reader,
    reviews: _Reviews,
    parameters: Mapping[str, Any],
    fingerprint: str,
) -> str:
    words, capitals, documents, how = _words(db, reader, reviews, parameters)
    of_title: dict[int, list[int]] = defaultdict(list)
    for row, title in enumerate(reviews.titles.tolist()):
        of_title[title].append(row)
    ids = np.array(sorted(of_title), dtype=np.int64)
    joined = [[stem for row in of_title[id_] for stem in documents[row]] for id_ in ids.tolist()]
    vectors = words.encode(joined)
    told = vectors.any(axis=1)
    made = store.VectorSet(
        kind=KIND, ids=ids[told], vectors=vectors[told], model=MODEL,
        parameters=parameters, fingerprint=fingerprint,
    )  # fmt: skip
    arrays: dict[str, NDArray[Any]] = {
        "words": words.vectors, "weights": words.weights, "common": words.common,
        "review_ids": reviews.ids,
    }  # fmt: skip
    facts = {
        "terms": list(words.terms),
        "capitals": capitals.to_facts(),
        "gist": _gists(reader, reviews, of_title, words, capitals),
        "n_reviews": {str(title): len(rows) for title, rows in of_title.items()},
    }
    store.vectors.publish(db, made, arrays=arrays, facts=facts)
    told_counts = {"reviews": len(reviews.ids), **reviews.counts}
    told_counts["titles without a known word"] = int((~told).sum())
    return f"{KIND}: {len(made.ids)} titles ({job.counted(told_counts)}); {how}"


def _words(
    db: store.Database, reader: Reader, reviews: _Reviews, parameters: Mapping[str, Any]
) -> tuple[WordVectors, Capitals, Sequence[Sequence[str]], str]:
    """Word vectors, which words are names, and each review's stems; learned anew if need be."""
    info = store.vectors.current_sets(db).get(KIND)
    if info is not None and dict(info.parameters) == dict(parameters):
        arrays, facts = store.vectors.load_model(db, info)
        known = np.isin(reviews.ids, arrays["review_ids"]).sum()
        if len(reviews.ids) - known <= MOST_NEW * len(arrays["review_ids"]):
            capitals = Capitals.from_facts(facts["capitals"])
            words = WordVectors(
                facts["terms"], arrays["words"], arrays["weights"], arrays["common"]
            )
            documents = reader.corpus(reviews.raw, capitals).documents
            return words, capitals, documents, "read with the words that are there"
    synopses: list[str] = []
    if sum(len(text.split()) for text in reviews.texts) < FEWEST_REVIEW_WORDS:
        synopses = store.anime.stories(db)[1]
    corpus = reader.corpus([*reviews.raw, *synopses])
    documents = corpus.documents[: len(reviews.raw)]
    words = word_vectors.fit(corpus.documents, documents, int(parameters["seed"]))
    how = f"{len(words.terms)} words learned"
    if synopses:
        how += f", with the help of {len(synopses)} synopses"
    return words, corpus.capitals, documents, how


def _gists(
    reader: Reader,
    reviews: _Reviews,
    of_title: Mapping[int, Sequence[int]],
    words: WordVectors,
    capitals: Capitals,
) -> dict[str, list[dict[str, Any]]]:
    """Each title's gist, where any of its reviews may be quoted."""

    def encode(sentences: Sequence[str]) -> NDArray[np.float32]:
        return words.encode(reader.corpus(sentences, capitals).documents)

    found = {}
    for title, rows in of_title.items():
        sentences = [
            Sentence(int(reviews.ids[row]), sentence)
            for row in rows
            if reviews.quotable[row]
            for sentence in reader.tokenizer.sentences(reviews.texts[row])
        ]
        if chosen := gist.gist(sentences, encode):
            found[str(title)] = [asdict(entry) for entry in chosen]
    return found
