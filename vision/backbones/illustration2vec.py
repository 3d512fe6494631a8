"""Illustration2Vec (Saito and Matsui 2015), from a Keras file that was converted from Caffe."""

from __future__ import annotations

from pathlib import Path

import cv2
import keras
import numpy as np
from numpy.typing import NDArray

from vision.decode import Picture
from vision.errors import WeightsError

IMAGE_SIZE = 224
# Mean of the training pictures, blue before green before red, for intensities 0 to 255.
MEAN_BGR = np.array([164.76139251, 167.47864617, 181.13838569], np.float32)


class Illustration2Vec:
    """The feature net's ``encode1``, before the sigmoid.

    Parameters
    ----------
    path
        A ``.keras`` file: (n, 224, 224, 3) float32, BGR minus mean, to (n, n_dims) float32.

    Raises
    ------
    WeightsError
        When the file is absent, or no such model.
    """

    name = "illustration2vec"

    def __init__(self, path: Path) -> None:
        try:
            self.model = keras.saving.load_model(path, compile=False)
        except Exception as error:  # Keras lets zip, JSON, HDF5 and its own errors out.
            remedy = "convert it with: python -m vision convert FILE.caffemodel --out FILE.keras"
            raise WeightsError(f"{path} is not a Keras model ({error}); {remedy}") from error
        shapes = (self.model.input_shape, self.model.output_shape)
        if shapes[0] != (None, IMAGE_SIZE, IMAGE_SIZE, 3) or len(shapes[1]) != 2:
            rule = f"(None, {IMAGE_SIZE}, {IMAGE_SIZE}, 3) to (None, n_dims)"
            raise WeightsError(f"{path} maps {shapes[0]} to {shapes[1]}; wanted is {rule}")
        self.widths = (int(shapes[1][1]),)

    def prepare(self, picture: Picture) -> NDArray[np.float32]:
        """(height, width, 3) uint8 RGB to (224, 224, 3) float32: resized whole, BGR minus mean."""
        size = (IMAGE_SIZE, IMAGE_SIZE)
        resized = cv2.resize(picture.astype(np.float32), size, interpolation=cv2.INTER_LINEAR)
        centred: NDArray[np.float32] = resized[..., ::-1] - MEAN_BGR
        return centred

    def encode(self, batch: NDArray[np.float32]) -> NDArray[np.float32]:
        """(n, 224, 224, 3) float32 to (n, n_dims) float32."""
        return np.asarray(self.model.predict_on_batch(batch), np.float32)
