import numpy as np
import pytest
from scipy import sparse

from cf.models.als import AlsSettings, ImplicitAls
from cf.ratings_file import Chunk
from cf.streaming import blocks

SETTINGS = {"n_factors": 3, "iterations": 2}


def chunk(users, items, scores, statuses=None):
    statuses = np.full(len(users), 2) if statuses is None else np.array(statuses)
    return Chunk(np.array(users), np.array(items), np.array(scores, dtype=np.int8), statuses, None)


@pytest.fixture
def dealt(tastes, tmp_path):
    """The ratings of `tastes` in any order, in pieces; titles are 100 and up."""
    told = tastes.tocoo()
    order = np.random.default_rng(1).permutation(told.nnz)
    parts = [
        chunk(told.row[some], 100 + told.col[some], told.data[some])
        for some in np.array_split(order, 7)
    ]
    return blocks.write(parts, tmp_path / "blocks", 5)


def test_each_user_stands_whole_in_one_block(dealt, tastes):
    ids = np.concatenate([block.user_ids for block in dealt])
    whole = sparse.vstack([block.scores for block in dealt]).tocsr()
    assert len(ids) == len(set(ids.tolist()))
    assert dealt.item_ids.tolist() == [100 + column for column in range(60)]
    np.testing.assert_array_equal(whole.toarray(), tastes[ids].toarray())
    assert whole.nnz == tastes.nnz == dealt.n_rows


def test_planned_rows_go_and_the_last_of_duplicates_counts(tmp_path):
    found = blocks.write([chunk([1, 1, 1], [5, 6, 5], [3, 4, 9], [2, 6, 2])], tmp_path / "b")
    (block,) = found
    assert found.item_ids.tolist() == [5]
    assert block.scores.toarray().tolist() == [[9]]


def test_blocks_teach_what_the_whole_matrix_does(dealt, tastes):
    from cf.streaming import als

    streamed, users = als.fit(dealt, AlsSettings(**SETTINGS))
    ids = np.concatenate([block.user_ids for block in dealt])
    whole = ImplicitAls(**SETTINGS).fit(tastes)
    wanted = whole.user_factors(tastes[ids]) @ whole.array("item_factors").T
    found = users @ streamed.array("item_factors").T
    np.testing.assert_allclose(found, wanted, atol=2e-3)
    rated, scores = np.array([0, 4]), np.array([9, 8])
    # Both round what they score by.
    np.testing.assert_allclose(
        streamed.fold_in(rated, scores), whole.fold_in(rated, scores), atol=5e-3
    )
