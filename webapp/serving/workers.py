"""Several gunicorn workers that share one catalogue: the hooks of ``gunicorn.conf.py``.

The first process loads the site and the catalogue, then forks; what nobody writes to stays shared.
It closes its connection before each fork, and each worker opens its own and watches for itself.
Arrays of vector sets that become current later are shared through files in one folder.
"""

from __future__ import annotations

import os
import shutil
from typing import Any

from webapp.serving import memory, metrics
from webapp.serving.journal import write_json_lines
from webapp.serving.watch import Serving

# How long the first process waits for the catalogue before it forks without one.
LOAD_SECONDS = 60.0


def on_starting(server: Any) -> None:
    """Keep to the memory that is needed, and write lines of JSON at gunicorn's level."""
    memory.settle()
    write_json_lines(server.cfg.loglevel)


def pre_fork(server: Any, _worker: Any) -> None:
    """Have the catalogue in memory, and nothing open that two processes must not share."""
    _serving(server).rest(LOAD_SECONDS)


def post_fork(server: Any, _worker: Any) -> None:
    """Begin to watch, in the worker."""
    _serving(server).wake()


def worker_exit(server: Any, _worker: Any) -> None:
    """Look no more."""
    _serving(server).stop()


def child_exit(_server: Any, worker: Any) -> None:
    """Forget a worker that ended, in the sums of the living."""
    metrics.forget_worker(worker.pid)


def on_exit(_server: Any) -> None:
    """Remove the folders that were made for this run."""
    for name in ("SHARED_DIR", "PROMETHEUS_MULTIPROC_DIR"):
        if os.environ.get(f"{name}_MADE"):
            shutil.rmtree(os.environ[name], ignore_errors=True)


def _serving(server: Any) -> Serving:
    serving: Serving = server.app.wsgi().extensions["serving"]
    return serving
