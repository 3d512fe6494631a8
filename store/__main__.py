"""The embedded MongoDB by hand: ``python -m store start|stop|status``."""

from __future__ import annotations

import argparse
import sys

import config
from store import anime, mongod, posters, users, vectors
from store.connection import connect
from store.errors import StoreError


def main() -> int:
    """Run one command and return its exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m store",
        description="The embedded MongoDB of this checkout. It starts by itself when a command "
        "needs it and MONGODB_URI is not set; its files are under DATA_DIR (.data).",
    )
    parser.add_argument(
        "command",
        choices=["start", "stop", "status"],
        help="start it; stop it, its data stays; or say whether it runs and what it holds",
    )
    command = parser.parse_args().command
    try:
        return {"start": _start, "stop": _stop, "status": _status}[command](config.load())
    except (StoreError, config.ConfigError) as error:
        print(f"store: {error}", file=sys.stderr)
        return 1


def _start(settings: config.Settings) -> int:
    if settings.mongodb_uri:
        print("MONGODB_URI is set: that server is used, and nothing is started here")
        return 0
    server, started = mongod.start(settings.data_dir)
    print(f"MongoDB {'started' if started else 'already runs'}: {server.uri}")
    return 0


def _stop(settings: config.Settings) -> int:
    stopped = mongod.stop(settings.data_dir)
    print("MongoDB stopped" if stopped else "MongoDB was not running")
    return 0


def _status(settings: config.Settings) -> int:
    if not settings.mongodb_uri and mongod.running(settings.data_dir) is None:
        print("MongoDB is not running; python -m store start starts it")
        return 3
    db = connect(settings)
    host, port = db.client.address or ("?", 0)
    print(f"MongoDB runs on {host}:{port}, database {db.name}")
    print(f"{anime.count(db)} titles, {len(posters.hashes(db))} posters, {users.count(db)} members")
    for kind, info in sorted(vectors.current_sets(db).items()):
        print(f"{kind}: {info.n_rows} x {info.n_dims}, {info.model}, {info.created:%Y-%m-%d %H:%M}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
