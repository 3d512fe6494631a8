"""Search by picture: an upload to vectors in the space of the current ``look`` set.

Importing this imports neither TensorFlow nor OpenCV; `open_encoder` does, so it belongs in a worker
process, on first use::

    arrays, facts = store.vectors.load_model(db, info)      # info of the current set "look"
    encoder = query.open_encoder(facts, arrays, i2v_model=settings.i2v_model)
    scores = query.best_scores(look.vectors, encoder.vectors(upload))

A decoder cannot be stopped from within Python: the process that owns the worker ends it when an
answer takes longer than `SECONDS`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from vision.errors import ImageError, WeightsError
from vision.projection import Projection
from vision.recipe import BACKBONES, VERSION, Mode, file_mark

if TYPE_CHECKING:
    from vision.backbones import Backbone

MAX_BYTES = 8_000_000
MAX_PIXELS = 16_000_000
SECONDS = 10.0


class PictureQuery:
    """Encodes uploads as the posters of one ``look`` set were encoded.

    Parameters
    ----------
    loaded
        The backbones of the set, in its order.
    mode
        How its posters' haze was removed.
    projection
        Its projection.
    """

    def __init__(self, loaded: Sequence[Backbone], mode: Mode, projection: Projection) -> None:
        self._loaded, self._mode, self._projection = loaded, mode, projection

    def vectors(self, image: bytes) -> NDArray[np.float32]:
        """Encode an upload.

        Parameters
        ----------
        image
            A whole file: JPEG, PNG, WebP or GIF; at most `MAX_BYTES` and `MAX_PIXELS`.

        Returns
        -------
        (n_views, n_dims) float32
            Rows of length 1: the picture, its parts and their mirror images (`vision.views`).

        Raises
        ------
        ImageError
            When it is not a picture that we read; ``reason`` says why in a word or two.
        """
        from vision import dehaze
        from vision.decode import decode
        from vision.views import views

        if len(image) > MAX_BYTES:
            raise ImageError("too many bytes", f"{len(image)} bytes; the limit is {MAX_BYTES}")
        shown = views(dehaze.apply(decode(image, max_pixels=MAX_PIXELS), self._mode))
        features = [
            backbone.encode(np.stack([backbone.prepare(view) for view in shown]))
            for backbone in self._loaded
        ]
        # Posters' features passed through float16 on their way to the set.
        kept = np.hstack(features).astype(np.float16).astype(np.float32)
        return self._projection.apply(kept)


def open_encoder(
    facts: Mapping[str, Any], arrays: Mapping[str, NDArray[Any]], *, i2v_model: str = ""
) -> PictureQuery:
    """Load what encoded a ``look`` set; TensorFlow is imported here, which takes seconds.

    Parameters
    ----------
    facts, arrays
        What was published with the set (`store.vectors.load_model`).
    i2v_model
        The converted Illustration2Vec model; read for a set of that backbone only.

    Raises
    ------
    WeightsError
        When the set was made by another version or by other weights than are here.
    """
    encoding = facts.get("encoding", {})
    if encoding.get("version") != VERSION or encoding.get("backbone") not in BACKBONES:
        raise WeightsError("the look vectors are of another version: run python -m vision")
    if "weights" in encoding and (
        not i2v_model or file_mark(Path(i2v_model)) != encoding["weights"]
    ):
        name, n_bytes, _ = encoding["weights"]
        raise WeightsError(
            f"the look vectors were made with {name} of {n_bytes} bytes, and I2V_MODEL is "
            f"{i2v_model or 'not set'}: set it to that file, or run python -m vision"
        )
    from vision import backbones

    loaded = [backbones.load(name, i2v_model) for name, _ in BACKBONES[encoding["backbone"]]]
    projection = Projection(**{name: arrays[name] for name in Projection.__dataclass_fields__})
    return PictureQuery(loaded, encoding["dehaze"], projection)


def best_scores(vectors: NDArray[np.float32], views: NDArray[np.float32]) -> NDArray[np.float32]:
    """Cosine of each row with the view that it is most like.

    Parameters
    ----------
    vectors
        (n, n_dims) float32 of the ``look`` set.
    views
        (n_views, n_dims) float32 from `PictureQuery.vectors`.

    Returns
    -------
    (n,) float32
        Higher is more alike; 1 is the same picture.
    """
    best: NDArray[np.float32] = (vectors @ views.T).max(axis=1)
    return best
