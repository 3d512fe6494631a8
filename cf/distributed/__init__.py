"""Training on several devices or machines at once, by ``tf.distribute``.

Keras' own ``fit`` fails under MultiWorkerMirroredStrategy (Keras 3.15), so the loop is ours.
"""

from __future__ import annotations

import json
import os
from typing import Any

from cf.errors import NoDevices

NAMES = ("one", "mirrored", "multiworker", "tpu")
TF_CONFIG = "TF_CONFIG"
EXAMPLE = '{"cluster": {"worker": ["HOST:PORT", ..]}, "task": {"type": "worker", "index": 0}}'


def is_chief() -> bool:
    """Tell whether this process is the one that writes: the first worker, or the only one."""
    return bool(cluster().get("task", {}).get("index", 0) == 0)


def cluster() -> dict[str, Any]:
    """Return what this process is told of the others; nothing where it is alone.

    Raises
    ------
    NoDevices
        When it is told something else than JSON.
    """
    text = os.environ.get(TF_CONFIG) or "{}"
    try:
        told = json.loads(text)
    except ValueError:
        told = None
    if not isinstance(told, dict):
        raise NoDevices(f"{TF_CONFIG} is {text!r}, which is no JSON object: it is {EXAMPLE}")
    return told
