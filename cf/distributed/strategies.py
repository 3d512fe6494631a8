"""Which devices train: one, all GPUs of this machine, several machines, or a TPU."""

from __future__ import annotations

import os
from typing import Any

import tensorflow as tf

from cf.distributed import EXAMPLE, TF_CONFIG, cluster
from cf.errors import NoDevices

TPU_NAME = "TPU_NAME"


def make(name: str) -> Any:
    """Return the strategy; see `cf.distributed.NAMES`.

    Raises
    ------
    NoDevices
        When this machine has not what the strategy needs, or was not told who the others are.
    """
    if name == "mirrored":
        return tf.distribute.MirroredStrategy()
    if name == "multiworker":
        return _several_machines()
    return _tpu() if name == "tpu" else tf.distribute.get_strategy()


def _several_machines() -> Any:
    if not cluster():
        raise NoDevices(f"multiworker needs {TF_CONFIG} in every process: {EXAMPLE}")
    ring = tf.distribute.experimental.CommunicationImplementation.RING
    options = tf.distribute.experimental.CommunicationOptions(implementation=ring)
    return tf.distribute.MultiWorkerMirroredStrategy(communication_options=options)


def _tpu() -> Any:
    try:
        resolver = tf.distribute.cluster_resolver.TPUClusterResolver(os.environ.get(TPU_NAME, ""))
        tf.config.experimental_connect_to_cluster(resolver)
        tf.tpu.experimental.initialize_tpu_system(resolver)
    except (ValueError, tf.errors.OpError) as error:
        raise NoDevices(
            f"no TPU answers ({error}): set {TPU_NAME} to one, or use --strategy one"
        ) from error
    return tf.distribute.TPUStrategy(resolver)
