"""The database by hand: ``python -m store start|stop|status|check|dump DIR|restore DIR``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import config
from store import anime, check, dump, mongod, posters, users, vectors
from store.connection import Database, connect
from store.errors import StoreError


def main() -> int:
    """Run one command and return its exit code."""
    options = _parser().parse_args()
    try:
        return int(options.run(config.load(), options))
    except (StoreError, config.ConfigError) as error:
        print(f"store: {error}", file=sys.stderr)
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m store",
        description="The embedded MongoDB of this checkout starts by itself when a command needs "
        "it and MONGODB_URI is not set; its files are under DATA_DIR (.data).",
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, run, sentence in (
        ("start", _start, "start the embedded MongoDB"),
        ("stop", _stop, "stop it; its data stays"),
        ("status", _status, "say whether it runs and what it holds"),
    ):
        commands.add_parser(name, help=sentence, description=sentence).set_defaults(run=run)
    checker = commands.add_parser(
        "check",
        help="look whether all that is stored is whole",
        description="Look at shapes, indexes, references, GridFS files and vector sets; writes "
        "nothing. Exit code 0: no faults; 1: faults. That a list or a relation names a title that "
        "is not stored is a note, for a crawl need not have all titles.",
    )
    checker.add_argument("--strict", action="store_true", help="exit code 1 for notes, too")
    checker.set_defaults(run=_check)
    dumper = commands.add_parser(
        "dump",
        help="write the database as BSON files",
        description="Write the database into DIR/DATABASE, as mongodump would: mongorestore reads "
        "it, and so does `restore`.",
    )
    dumper.add_argument("folder", type=Path, metavar="DIR", help="where to; created if absent")
    dumper.set_defaults(run=_dump)
    restorer = commands.add_parser(
        "restore",
        help="read a dump into the database",
        description="Read what `dump` or mongodump wrote into the database that MONGODB_DATABASE "
        "names, whatever it was called. Stored documents are not overwritten without --drop.",
    )
    restorer.add_argument("folder", type=Path, metavar="DIR", help="where the dump is")
    restorer.add_argument(
        "--drop", action="store_true", help="first remove the collections that the dump has"
    )
    restorer.set_defaults(run=_restore)
    return parser


def _check(settings: config.Settings, options: argparse.Namespace) -> int:
    with _opened(settings) as db:
        report = check.check(db)
    print("\n".join(report.lines()))
    return 1 if report.faults or (options.strict and report.notes) else 0


def _dump(settings: config.Settings, options: argparse.Namespace) -> int:
    with _opened(settings) as db:
        counts = dump.dump(db, options.folder)
    print(f"{_in_words(counts)} dumped into {options.folder}")
    return 0


def _restore(settings: config.Settings, options: argparse.Namespace) -> int:
    with _opened(settings) as db:
        counts = dump.restore(db, options.folder, drop=options.drop)
    print(f"{_in_words(counts)} restored into {settings.mongodb_database}")
    return 0


@contextmanager
def _opened(settings: config.Settings) -> Iterator[Database]:
    db = connect(settings)
    try:
        yield db
    finally:
        db.client.close()


def _in_words(counts: dict[str, int]) -> str:
    each = ", ".join(f"{count:,} {name}" for name, count in counts.items() if count)
    return f"{sum(counts.values()):,} documents ({each or 'all collections empty'})"


def _start(settings: config.Settings, options: argparse.Namespace) -> int:
    if settings.mongodb_uri:
        print("MONGODB_URI is set: that server is used, and nothing is started here")
        return 0
    server, started = mongod.start(settings.data_dir)
    print(f"MongoDB {'started' if started else 'already runs'}: {server.uri}")
    return 0


def _stop(settings: config.Settings, options: argparse.Namespace) -> int:
    stopped = mongod.stop(settings.data_dir)
    print("MongoDB stopped" if stopped else "MongoDB was not running")
    return 0


def _status(settings: config.Settings, options: argparse.Namespace) -> int:
    if not settings.mongodb_uri and mongod.running(settings.data_dir) is None:
        print("MongoDB is not running; python -m store start starts it")
        return 3
    with _opened(settings) as db:
        host, port = db.client.address or ("?", 0)
        print(f"MongoDB runs on {host}:{port}, database {db.name}")
        n_posters = len(posters.hashes(db))
        print(f"{anime.count(db)} titles, {n_posters} posters, {users.count(db)} members")
        for kind, info in sorted(vectors.current_sets(db).items()):
            made = f"{info.model}, {info.created:%Y-%m-%d %H:%M}"
            print(f"{kind}: {info.n_rows} x {info.n_dims}, {made}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
