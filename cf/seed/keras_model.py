"""The seed's network as its own code built it: layers of Keras, trained by ``fit``.

The tests hold our gradient to this one, the benchmarks our speed.
"""

from __future__ import annotations

import keras

from cf.seed.embedding_dot import EmbeddingDotSettings


def build(shape: tuple[int, int], settings: EmbeddingDotSettings) -> keras.Model:
    """Return the compiled network for (n_users, n_items)."""
    inputs, vectors = [], []
    for name, n_rows in zip(("user", "anime"), shape, strict=True):
        entry = keras.Input((1,), name=name)
        table = keras.layers.Embedding(
            n_rows,
            settings.n_factors,
            embeddings_initializer=settings.initializer,
            embeddings_regularizer=keras.regularizers.L2(settings.l2),
            name=f"{name}_embedding",
        )
        inputs.append(entry)
        vectors.append(table(entry))
    x = keras.layers.Dot(axes=2, normalize=True)(vectors)
    x = keras.layers.Flatten()(x)
    if settings.hidden:
        x = keras.layers.Concatenate()([*map(keras.layers.Flatten(), vectors), x])
    for width in settings.hidden:
        x = keras.layers.Dense(width, "relu", kernel_initializer=settings.dense_initializer)(x)
    x = keras.layers.Dense(1, kernel_initializer=settings.dense_initializer)(x)
    x = keras.layers.BatchNormalization()(x)
    x = keras.layers.Activation("sigmoid")(x)
    model = keras.Model(inputs, x)
    rate = settings.schedule(0)
    model.compile(keras.optimizers.Adam(rate), loss="binary_crossentropy", metrics=["mse"])
    return model
