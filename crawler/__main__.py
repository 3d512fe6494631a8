"""What others collected into the store: ``python -m crawler load FORMAT PATH``."""

from __future__ import annotations

import argparse
import logging
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import config
import store
from crawler import franchises
from crawler.database import PatientStore
from crawler.errors import CrawlerError
from crawler.load import formats, job
from crawler.load.errors import LoadError
from crawler.load.files import Source

PATIENCE = 120.0
FAILED, INTERRUPTED = 1, 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    options = _parser().parse_args(arguments)
    logging.basicConfig(format="%(levelname)s: %(message)s", level=logging.WARNING)
    try:
        return _load(config.load(), options.format, options.paths)
    except (CrawlerError, store.StoreError, config.ConfigError) as error:
        print(f"load: {error}", file=sys.stderr)
        return FAILED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m crawler",
        description="Crawling itself is `scrapy crawl mal`. This loads files of others' data.",
    )
    load = parser.add_subparsers(dest="command", required=True, metavar="load").add_parser(
        "load",
        help="load an export file or a public dataset",
        description="Read files into the documents that a crawl would store. What MyAnimeList's "
        "own pages told of a title is never overwritten by a dataset.",
        epilog="formats:\n"
        + "\n".join(f"  {each.name:<12} {each.sentence}" for each in formats.FORMATS)
        + "\n  auto         whichever of these the file's header shows\n\n"
        "Files may be packed as .gz or .zst. Members of datasets are named after them\n"
        "(mal2020:17, cooperunion:17, anilist:NAME), for they are numbers, or another site's.\n"
        "A load that was stopped goes on when the same command is run again; a repeated one\n"
        "writes only what changed. Exit code: 0 all loaded, 1 not all, 130 stopped by Ctrl-C.\n\n"
        "examples:\n"
        "  python -m crawler load mal animelist_1234.xml.gz\n"
        "  python -m crawler load hernan4444 anime.csv anime_with_synopsis.csv animelist.csv\n"
        "  python -m crawler load auto ~/Downloads/cooperunion/",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    names = [*(each.name for each in formats.FORMATS), "auto"]
    load.add_argument("format", choices=names, metavar="FORMAT", help="one of those below")
    load.add_argument(
        "paths", nargs="+", type=Path, metavar="PATH", help="a file, or a folder of such files"
    )
    return parser


def _load(settings: config.Settings, name: str, paths: Sequence[Path]) -> int:
    counts, started = job.Counts(), time.monotonic()
    kinds, failed = _recognised(_files(paths), name)
    how = "loaded"
    try:
        failed += _load_all(settings, kinds, counts) if kinds else 0
    except KeyboardInterrupt:
        how = "stopped, run it again to go on"
    told = f"; {failed} files failed" if failed else ""
    print(f"{how}: {counts.in_words()}{told}; {time.monotonic() - started:.1f} s")
    return INTERRUPTED if how != "loaded" else min(failed, FAILED)


def _load_all(settings: config.Settings, kinds: Sequence[formats.Kind], counts: job.Counts) -> int:
    """Load the files; return how many turned out to be broken."""
    failed = 0
    with _opened(settings) as patient:
        for kind in kinds:
            try:
                job.load(patient, kind, counts)
            except LoadError as error:
                failed += 1
                print(f"load: {error}", file=sys.stderr)
        if "anime" in counts.written:
            patient.call(franchises.join_stored)
    return failed


def _recognised(files: Sequence[Path], name: str) -> tuple[list[formats.Kind], int]:
    """Return how to read the files, and how many are not of the format."""
    kinds = []
    for path in files:
        try:
            kinds.append(formats.recognise(Source(path), name))
        except LoadError as error:
            print(f"load: {error}", file=sys.stderr)
    return kinds, len(files) - len(kinds)


@contextmanager
def _opened(settings: config.Settings) -> Iterator[PatientStore]:
    """Open a database that may go away for a moment; a new connection each time."""
    opened: list[store.Database] = []

    def connect(settings: config.Settings) -> store.Database:
        opened.append(store.connect(settings))
        return opened[-1]

    patient = PatientStore(settings, PATIENCE, connect)
    try:
        patient.open()
        yield patient
    finally:
        for db in opened:
            db.client.close()


def _files(paths: Sequence[Path]) -> list[Path]:
    """Return the files, and those of folders in the order of their names."""
    found: list[Path] = []
    for path in paths:
        try:
            found += sorted(p for p in path.iterdir() if p.is_file()) if path.is_dir() else [path]
        except OSError as error:
            raise LoadError(f"{path} cannot be read: {error.strerror}; name a file") from error
    return found


if __name__ == "__main__":
    sys.exit(main())
