import keras
import numpy as np
import pytest

from cf.errors import UnknownModel
from cf.seed.initializers import INITIALIZERS, draw


@pytest.mark.parametrize("name", list(INITIALIZERS))
def test_they_spread_as_keras_own(name, rng):
    keras.utils.set_random_seed(1)
    ours = draw(name, (200, 100), rng)
    theirs = np.asarray(keras.initializers.get(name)((200, 100)))
    assert ours.dtype == np.float32
    assert ours.mean() == pytest.approx(0.0, abs=2e-3)
    assert ours.std() == pytest.approx(theirs.std(), rel=0.03)
    for share in (0.5, 0.9, 0.99):
        far, as_far = (np.quantile(np.abs(drawn), share) for drawn in (ours, theirs))
        assert far == pytest.approx(as_far, rel=0.06)


def test_a_name_that_is_none_is_refused(rng):
    with pytest.raises(UnknownModel, match="'ones' is not one of uniform, random_normal"):
        draw("ones", (2, 2), rng)
