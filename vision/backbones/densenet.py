"""DenseNet-121 (Huang et al. 2017) with Keras's own ImageNet weights, fetched where there is a net.

What a recommender of 2018 looked at posters with.
"""

from __future__ import annotations

import keras
import numpy as np
from numpy.typing import NDArray

from vision.backbones.mobilenet import normalised
from vision.decode import Picture
from vision.errors import WeightsError

IMAGE_SIZE = (256, 192)
FILE = "densenet121_weights_tf_dim_ordering_tf_kernels_notop.h5"


class DenseNet121:
    """The pooled features before the classifier.

    Parameters
    ----------
    weights
        What `keras.applications` takes: ``imagenet``, the path of a file, or None for random ones.

    Raises
    ------
    WeightsError
        When the weights can neither be found nor fetched.
    """

    name = "densenet121"
    widths = (1024,)

    def __init__(self, weights: str | None = "imagenet") -> None:
        shape = (*IMAGE_SIZE, 3)
        try:
            self.model = keras.applications.DenseNet121(
                include_top=False, weights=weights, input_shape=shape, pooling="avg"
            )
        except Exception as error:  # Keras lets urllib's, HDF5's and its own errors out.
            raise WeightsError(
                f"Keras has no weights of DenseNet-121 ({error}): run once with a network, or put "
                f"{FILE} under ~/.keras/models"
            ) from error

    def prepare(self, picture: Picture) -> NDArray[np.float32]:
        """(height, width, 3) uint8 RGB to (256, 192, 3) float32 as Keras's weights expect it."""
        return normalised(picture, IMAGE_SIZE)

    def encode(self, batch: NDArray[np.float32]) -> NDArray[np.float32]:
        """(n, 256, 192, 3) float32 to (n, 1024) float32."""
        return np.asarray(self.model.predict_on_batch(batch), np.float32)
