"""How often the site's "quite sure", "fairly sure" and "a guess" were right.

    python benchmarks/site_sureness.py [N_MEMBERS]

Learns the audience from all members but N (default 300), asks for 20 titles with 3, with 10 and
with half of the titles that each of these has seen, and prints for each word: how many cards said
so, the share of them that the member has on the list, and the share that is scored 8 or more, each
with a 95 % interval from resampled members.
"""

import dataclasses
import sys
from collections import defaultdict

import numpy as np

import cf.models
import config
import store
from cf import item_facts
from cf.job import load as load_lists
from cf.rules import Rules
from store import SetInfo, VectorSet
from webapp.catalogue.kinds import less_shared, line_up
from webapp.catalogue.loading import load, set_versions
from webapp.question.query import AUDIENCE, Query, Rating
from webapp.recommending.details import details_of
from webapp.recommending.shelves import FOR_YOU, shelf
from webapp.recommending.standing import standing_of

SEED, ASKED, LIKED = 1, 20, 8
LEAST_SEEN = 40
GIVEN = (3, 10, None)
LEVELS = ("Quite sure", "Fairly sure", "A guess")


def main():
    n_members = int(sys.argv[1]) if len(sys.argv) > 1 else 300
    rng = np.random.default_rng(SEED)
    db = store.connect(config.load())
    lists = load_lists(db, Rules())
    long = np.flatnonzero(np.diff(lists.scores.indptr) >= LEAST_SEEN)
    hidden = rng.choice(long, min(n_members, len(long)), replace=False)
    snapshot = learned(db, lists, np.setdiff1d(np.arange(lists.scores.shape[0]), hidden))
    ids = lists.items.external_ids
    for n_given in GIVEN:
        print(f"{n_given or 'half'} of the titles given")
        rows = [lists.scores[user] for user in hidden]
        show(np.array([told(snapshot, ids, row, n_given, rng) for row in rows]), rng)


def learned(db, lists, users):
    """The catalogue with an audience that the hidden members have no part in."""
    snapshot = load(db, set_versions(db))
    info = snapshot.sets[AUDIENCE]
    facts = item_facts.of_database(db, lists.items.external_ids)
    model = cf.models.make("blend").fit(lists.scores[users], facts)
    factors = model.models["als"].array("item_factors")
    vectors = VectorSet(AUDIENCE, lists.items.external_ids.astype(np.int64), factors, info.model)
    assert isinstance(info, SetInfo)
    kind = line_up(info, vectors, snapshot.id_map, less_shared)
    return dataclasses.replace(snapshot, audience=model, kinds={**snapshot.kinds, AUDIENCE: kind})


def told(snapshot, ids, row, n_given, rng):
    """(levels, 3): cards of each level, those on the hidden part, those liked there."""
    given = rng.permutation(row.nnz) < min(n_given or row.nnz, row.nnz // 2)
    seen = dict(zip(ids[row.indices].tolist(), row.data.tolist(), strict=True))
    half = dict(zip(ids[row.indices[given]].tolist(), row.data[given].tolist(), strict=True))
    ratings = tuple(Rating(id_, float(score)) for id_, score in half.items() if score)
    where = standing_of(
        snapshot, Query(ratings, watched=tuple(i for i, s in half.items() if not s))
    )
    picks = shelf(where, FOR_YOU, ASKED).picks
    counts = defaultdict(lambda: np.zeros(3))
    for pick, detail in zip(picks, details_of(where, picks), strict=True):
        score = seen.get(snapshot.cards[pick.row].anime_id)
        hit = score is not None
        counts[detail.sureness[0]] += (1, hit, hit and score >= LIKED)
    return [counts[level] for level in LEVELS]


def show(counts, rng):
    """Print the shares, with intervals over members."""
    n = len(counts)
    draws = [counts[rng.integers(0, n, n)].sum(axis=0) for _ in range(1000)]
    for place, level in enumerate(LEVELS):
        cards, on_list, liked = counts[:, place].sum(axis=0)
        line = f"{level:<12} {int(cards):>6} cards"
        for name, what in (("on the list", on_list), ("liked", liked)):
            column = 1 if name == "on the list" else 2
            drawn = [d[place, column] / max(d[place, 0], 1) for d in draws]
            low, high = np.quantile(drawn, [0.025, 0.975])
            line += f"   {name} {what / max(cards, 1):.3f} [{low:.3f}, {high:.3f}]"
        print(line)


if __name__ == "__main__":
    main()
