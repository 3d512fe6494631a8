"""Surprise's rating predictors on one split. Runs in the peers' environment.

    python benchmarks/cf_peers/rate.py NAME SETTINGS_JSON TRAIN.npz ASKED.npz OUT.npy

Nothing of AnimeMatcher is imported. TRAIN holds scores 1-10; OUT is a prediction for each stored
entry of ASKED, in the order of its rows.
"""

import json
import sys

import numpy as np
import pandas as pd
from scipy import sparse
from surprise import SVD, Dataset, KNNBaseline, Reader, SVDpp

KINDS = {"SVD": SVD, "SVDpp": SVDpp, "KNNBaseline": KNNBaseline}


def main():
    """Fit, predict and write."""
    name, settings, train, asked, out = sys.argv[1:]
    rows = sparse.load_npz(train).tocoo()
    frame = pd.DataFrame({"user": rows.row, "item": rows.col, "score": rows.data.astype(float)})
    data = Dataset.load_from_df(frame, Reader(rating_scale=(1, 10))).build_full_trainset()
    told = json.loads(settings)
    if name != "KNNBaseline":
        told["random_state"] = 1
    model = KINDS[name](verbose=False, **told) if name == "KNNBaseline" else KINDS[name](**told)
    model.fit(data)
    wanted = sparse.load_npz(asked).tocsr().tocoo()
    pairs = zip(wanted.row.tolist(), wanted.col.tolist(), strict=True)
    np.save(out, np.array([model.predict(user, item).est for user, item in pairs]))


if __name__ == "__main__":
    main()
