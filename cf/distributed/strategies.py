"""Which devices train: one, all GPUs of this machine, several machines, or a TPU."""

from __future__ import annotations

import json
import os
from typing import Any

import tensorflow as tf

from cf.errors import NoDevices

TF_CONFIG, TPU_NAME = "TF_CONFIG", "TPU_NAME"


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


def is_chief() -> bool:
    """Tell whether this process is the one that writes: the first worker, or the only one."""
    task = json.loads(os.environ.get(TF_CONFIG) or "{}").get("task", {})
    return bool(task.get("index", 0) == 0)


def _several_machines() -> Any:
    if not os.environ.get(TF_CONFIG):
        raise NoDevices(
            f"multiworker needs {TF_CONFIG} in every process: "
            '{"cluster": {"worker": ["HOST:PORT", ..]}, "task": {"type": "worker", "index": 0}}'
        )
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
