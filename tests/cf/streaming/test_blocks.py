import numpy as np
import pytest

from cf.errors import BadRatingsFile
from cf.ratings_file import Chunk
from cf.streaming import blocks


def chunk(users, items):
    n = len(users)
    columns = np.array(items, np.int32), np.full(n, 5, np.int8), np.full(n, 2, np.int8)
    return Chunk(np.array(users), *columns, None)


@pytest.mark.parametrize(
    ("users", "items", "said"),
    [
        (["anna", "bert"], [1, 2], "the user anna is no number"),
        ([1, 2**31], [1, 2], "a user is 2147483648: blocks hold numbers from 0 to 2147483647"),
        ([-1, 2], [1, 2], "a user is -1"),
        ([1, 2], [1, -7], "a title is -7"),
    ],
)
def test_ids_that_a_block_cannot_hold_are_refused(tmp_path, users, items, said):
    with pytest.raises(BadRatingsFile, match=said):
        blocks.write([chunk(users, items)], tmp_path)


def test_the_largest_ids_are_held(tmp_path):
    dealt = blocks.write([chunk([2**31 - 1, 0], [3, 2**31 - 1])], tmp_path, n_blocks=2)
    assert [block.user_ids.tolist() for block in dealt] == [[0], [2**31 - 1]]
    assert [block.scores.toarray().tolist() for block in dealt] == [[[0, 5]], [[5, 0]]]
