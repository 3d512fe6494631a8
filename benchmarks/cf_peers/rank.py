"""One peer, one setting: fits on a matrix and writes its scores. Runs in the peers' environment.

    python benchmarks/cf_peers/rank.py MODEL SETTINGS_JSON TRAIN.npz SEEN.npz OUT.npy

Nothing of AnimeMatcher is imported. TRAIN and SEEN are CSR matrices of what users have seen; OUT is
(n_seen_users, n_items) float32.
"""

import json
import sys
import warnings

import numpy as np
from scipy import sparse

warnings.filterwarnings("ignore")


def implicit_als(train, seen, settings):
    """Return scores of implicit's ALS; a user's factors are solved from the list."""
    from implicit.cpu.als import AlternatingLeastSquares

    model = AlternatingLeastSquares(**settings, random_state=1, num_threads=2)
    model.fit(train, show_progress=False)
    factors = model.recalculate_user(np.arange(seen.shape[0]), seen)
    return factors @ model.item_factors.T


def implicit_knn(train, seen, settings):
    """Return scores of implicit's BM25 neighbours."""
    from implicit.nearest_neighbours import BM25Recommender

    model = BM25Recommender(**settings, num_threads=2)
    model.fit(train, show_progress=False)
    return (seen @ model.similarity).toarray()


def rectools_ease(train, seen, settings):
    """Return scores of RecTools' EASE."""
    import pandas as pd
    from rectools import Columns
    from rectools.dataset import Dataset
    from rectools.models import EASEModel

    coo = train.tocoo()
    frame = pd.DataFrame(
        {Columns.User: coo.row, Columns.Item: coo.col, Columns.Weight: 1.0, Columns.Datetime: 0}
    )
    dataset = Dataset.construct(frame)
    model = EASEModel(**settings)
    model.fit(dataset)
    weight = np.zeros((train.shape[1], train.shape[1]), dtype=np.float32)
    own = dataset.item_id_map.convert_to_external(np.arange(model.weight.shape[0]))
    weight[np.ix_(own, own)] = model.weight
    return seen @ weight


def cornac_ease(train, seen, settings):
    """Return scores of Cornac's EASE, which can leave negative weights out."""
    from cornac.data import Dataset
    from cornac.models import EASE

    coo = train.tocoo()
    rows = zip(coo.row.tolist(), coo.col.tolist(), np.ones(train.nnz), strict=True)
    dataset = Dataset.from_uir(list(rows))
    model = EASE(**settings, verbose=False).fit(dataset)
    weight = np.zeros((train.shape[1], train.shape[1]), dtype=np.float32)
    own = np.array(list(dataset.iid_map))
    weight[np.ix_(own, own)] = model.B
    return seen @ weight


def rp3beta(train, seen, settings):
    """Return scores of RP3beta (Paudel et al. 2017), written from its formula."""
    by_user = train.multiply(1.0 / np.maximum(train.sum(axis=1), 1)).tocsr()
    by_item = train.T.multiply(1.0 / np.maximum(train.sum(axis=0).T, 1)).tocsr()
    by_user.data **= settings["alpha"]
    by_item.data **= settings["alpha"]
    popularity = np.asarray(train.sum(axis=0)).ravel() + 1.0
    walk = (by_item @ by_user).toarray() * popularity[None, :] ** -settings["beta"]
    np.fill_diagonal(walk, 0.0)
    k = settings["neighbours"]
    floor = np.partition(walk, -k, axis=1)[:, -k][:, None]
    walk[walk < floor] = 0.0
    return np.asarray(seen @ sparse.csr_matrix(walk.astype(np.float32)).toarray())


def lightfm(train, seen, settings):
    """Return scores of LightFM's WARP; an unseen user is the mean of the titles seen."""
    from lightfm import LightFM

    settings = dict(settings)
    epochs = settings.pop("epochs")
    model = LightFM(loss="warp", random_state=1, **settings)
    model.fit(train.tocoo(), epochs=epochs, num_threads=2)
    items = model.item_embeddings
    if seen.shape == train.shape and (seen != train).nnz == 0:
        return model.user_embeddings @ items.T + model.item_biases
    counts = np.maximum(np.asarray(seen.sum(axis=1)), 1)
    return (seen @ items / counts) @ items.T + model.item_biases


def main():
    """Fit and write."""
    name, settings, train, seen, out = sys.argv[1:]
    matrices = (sparse.load_npz(path).astype(np.float32).tocsr() for path in (train, seen))
    scores = globals()[name](*matrices, json.loads(settings))
    np.save(out, np.asarray(scores, dtype=np.float32))


if __name__ == "__main__":
    main()
