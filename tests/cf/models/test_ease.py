import numpy as np
import pytest

from cf.item_facts import ItemFacts
from cf.models.ease import Ease, gram
from cf.models.item_weights import in_bytes

PLAIN = {"dropout": 0.0, "activity_power": 0.0, "popularity_power": 0.0}


def test_plain_ease_is_the_papers_formula(tastes):
    X = np.zeros(tastes.shape)
    X[np.repeat(np.arange(400), np.diff(tastes.indptr)), tastes.indices] = 1.0
    P = np.linalg.inv(X.T @ X + 7.0 * np.eye(60))
    B = P / -np.diag(P)
    np.fill_diagonal(B, 0.0)
    found = Ease(regularization=7.0, **PLAIN).fit(tastes).weights.toarray()
    np.testing.assert_allclose(found, B, rtol=1e-5, atol=1e-7)


def test_no_title_speaks_for_itself(tastes):
    assert not Ease(regularization=5.0).fit(tastes).weights.diagonal().any()


def test_only_the_largest_weights_are_kept(tastes):
    whole = Ease(regularization=5.0).fit(tastes).weights.toarray()
    kept = Ease(regularization=5.0, kept=10).fit(tastes).weights
    assert kept.nnz == pytest.approx(600, abs=5)
    assert np.abs(kept.data).min() >= np.sort(np.abs(whole).ravel())[-kept.nnz - 1]


def test_what_is_kept_of_many_is_a_byte_each(tastes):
    """Off by half a step at most, of 126 between the smallest and the largest."""
    exact = Ease(regularization=5.0).fit(tastes).weights.toarray()
    ease = Ease(regularization=5.0, kept=10).fit(tastes)
    assert ease.array("weights").dtype == np.uint8
    kept = ease.weights.tocoo()
    sizes = np.abs(ease.array("levels"))
    assert sizes.max() == pytest.approx(np.abs(exact).max(), rel=1e-5)
    step = (sizes.max() / sizes[sizes > 0].min()) ** (1 / 126)
    off = kept.data / exact[kept.row, kept.col]
    assert np.abs(off - 1).max() <= (step - 1) * 0.51


def test_weights_of_bytes_score_and_explain_as_the_whole_matrix(tastes):
    ease = Ease(regularization=5.0, kept=10).fit(tastes)
    rated, scores, candidates = np.array([3, 8, 50]), np.array([8, 2, 9]), np.arange(0, 60, 7)
    B = ease.weights.toarray()
    np.testing.assert_allclose(ease.fold_in(rated, scores), B[rated].sum(axis=0), atol=1e-6)
    told = ease.explain(rated, scores, candidates).contributions
    np.testing.assert_allclose(told, B[rated][:, candidates].T, atol=1e-7)


def test_weights_much_smaller_than_the_largest_become_nothing():
    weights = np.array([1.0, -1.0, 2e-3, 1e-6, -4e-4], np.float32)
    places, levels = in_bytes(weights)
    np.testing.assert_allclose(levels[places], [1.0, -1.0, 2e-3, 0.0, 0.0], rtol=0.03)
    assert len(levels) <= 256
    assert in_bytes(weights[:0])[0].tolist() == []


def test_a_franchise_draws_its_titles_together(tastes):
    franchise_of = np.arange(60)
    franchise_of[59] = 0  # two titles of different tastes
    facts = ItemFacts(franchise_of, ItemFacts.unknown(60).labels)
    without = Ease(regularization=5.0).fit(tastes).weights[0, 59]
    with_it = Ease(regularization=5.0, franchise_weight=50.0).fit(tastes, facts).weights[0, 59]
    assert with_it > without + 0.05


def test_facts_that_tell_nothing_change_nothing(tastes):
    without = Ease(regularization=5.0).fit(tastes).weights
    unknown = Ease(regularization=5.0).fit(tastes, ItemFacts.unknown(60)).weights
    np.testing.assert_array_equal(without.toarray(), unknown.toarray())


def test_gram_in_blocks_is_the_product(monkeypatch, tastes):
    monkeypatch.setattr("cf.models.ease.ROWS", 7)
    X = tastes.astype(np.float32)
    weights = np.linspace(0.5, 2.0, 400).astype(np.float32)
    dense = X.toarray()
    np.testing.assert_allclose(gram(X, weights), dense.T @ (weights[:, None] * dense), rtol=1e-4)


@pytest.mark.parametrize(("most", "width"), [(1 << 16, 2), (20, 4)])
def test_columns_take_two_bytes_where_these_tell_them_apart(monkeypatch, checkerboard, most, width):
    fitted = Ease(kept=5).fit(checkerboard)
    wide = {**fitted.arrays, "columns": fitted.array("columns").astype(np.int32)}
    monkeypatch.setattr("cf.models.ease.MOST_NARROW", most)
    again = Ease(kept=5).restore(wide)
    assert again.array("columns").itemsize == width
    rated, scores, candidates = np.array([0, 2]), np.array([8, 8]), np.arange(20)
    np.testing.assert_array_equal(again.fold_in(rated, scores), fitted.fold_in(rated, scores))
    np.testing.assert_array_equal(
        again.explain(rated, scores, candidates).contributions,
        fitted.explain(rated, scores, candidates).contributions,
    )


def test_titles_without_weights_say_nothing():
    none = {"weights": np.zeros(0, np.float32), "columns": np.zeros(0, np.int32)}
    silent = Ease().restore({**none, "starts": np.zeros(4, np.int32)})
    assert silent.fold_in(np.array([0, 2]), np.array([8, 9])).tolist() == [0.0] * 3
    # Of three titles the last has weights.
    one = {"weights": np.array([0.5, 0.25], np.float32), "columns": np.array([0, 1], np.int32)}
    ease = Ease().restore({**one, "starts": np.array([0, 0, 0, 2], np.int32)})
    assert ease.fold_in(np.array([0, 2]), np.array([8, 9])).tolist() == [0.5, 0.25, 0.0]
