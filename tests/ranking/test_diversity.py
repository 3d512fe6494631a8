import numpy as np

from ranking.diversity import one_per_group


def test_one_per_group_keeps_the_best_of_each():
    groups = np.array([1, 1, 2, 3, 2])
    assert one_per_group(np.array([4, 1, 2, 0, 3]), groups).tolist() == [4, 1, 3]
    assert one_per_group(np.array([], dtype=np.int64), groups).tolist() == []
