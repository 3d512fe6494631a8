"""Training on several devices or machines at once, by ``tf.distribute``.

Keras' own ``fit`` fails under MultiWorkerMirroredStrategy (Keras 3.15), so the loop is ours.
"""

NAMES = ("one", "mirrored", "multiworker", "tpu")
