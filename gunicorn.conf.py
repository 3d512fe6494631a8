"""How gunicorn runs the site: read by itself when it is started in this folder.

The command line wins over what stands here: ``gunicorn "webapp:create_app()" --workers 4``.
"""

import os
import tempfile

# Before the site is imported: its metrics look at once where the workers share their counts.
for name, prefix in (
    ("SHARED_DIR", "animematcher-vectors-"),
    ("PROMETHEUS_MULTIPROC_DIR", "animematcher-metrics-"),
):
    if not os.environ.get(name):
        os.environ[name] = tempfile.mkdtemp(prefix=prefix)
        os.environ[f"{name}_MADE"] = "1"

from webapp.serving.workers import (  # noqa: E402, F401
    child_exit,
    on_exit,
    on_starting,
    post_fork,
    pre_fork,
    worker_exit,
)

preload_app = True
workers = int(os.environ.get("WEB_CONCURRENCY") or 2)
worker_class = "gthread"
threads = 4
# A worker that does not even stir for this long is replaced.
timeout = 60
# Requests under way are finished, for this long. A worker that is asked to end in the moment in
# which it is forked may not hear it and is waited for as long: less than `make run` waits.
graceful_timeout = 10
keepalive = 15
# An address holds a visitor's list of some 4,000 letters; nothing else of a request is as long.
limit_request_line = 8190
limit_request_fields = 60
limit_request_field_size = 8190
# Nobody steers a running server over a socket.
control_socket_disable = True
