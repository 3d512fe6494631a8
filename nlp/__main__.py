"""``python -m nlp``: synopses and reviews to the vector sets ``topics``, ``story``, ``reviews``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import commandline
import config
import store
from nlp.errors import NlpError, NoTopics
from nlp.genres import ORDERS
from nlp.topics_job import Request

KINDS = ("topics", "story", "reviews")


def main(arguments: list[str] | None = None) -> int:
    """Run one command and return its exit code."""
    options = _parser().parse_args(arguments)
    kept = "the vectors that were current still are"
    return commandline.run("nlp", kept, lambda: int(options.run(options, config.load())), NlpError)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m nlp",
        description="Turns the stored synopses into the vector sets 'topics' and 'story', and the "
        "stored reviews into 'reviews'. Texts that did not change are not read again; when nothing "
        "changed, nothing is done.",
    )
    parser.set_defaults(run=_build)
    parser.add_argument("--only", choices=KINDS, help="build one of the three")
    parser.add_argument(
        "--topics",
        type=_number_of_topics,
        default=Request.topics,
        metavar="N|auto",
        help="how many topics (default: 12 for 240 titles, 28 for 10,000; auto: the most coherent "
        "of five numbers around that)",
    )
    parser.add_argument(
        "--topics-model",
        choices=("nmf", "lda"),
        default=Request.model,
        help="non-negative matrix factorisation (default) or latent Dirichlet allocation",
    )
    parser.add_argument("--seed", type=int, help="of random choices (default: DEFAULT_SEED)")
    parser.add_argument(
        "--refit", action="store_true", help="learn the topics anew even if few texts are new"
    )
    commands = parser.add_subparsers(title="other commands", metavar="")
    shown = commands.add_parser("topics", help="print the current topics")
    shown.add_argument("--all", action="store_true", help="also those too loose to be a reason")
    shown.set_defaults(run=_topics)
    search = commands.add_parser("search", help="find titles by what their story is about")
    search.add_argument("words", nargs="+", help="what it is about, in plain words")
    search.add_argument("-k", type=int, default=10, help="how many titles (default: 10)")
    search.set_defaults(run=_search)
    near = commands.add_parser("near", help="print the titles nearest to one")
    near.add_argument("anime_id", type=int, help="MAL's id of the title")
    near.add_argument(
        "--by", choices=(*KINDS, "genres"), default="story", help="what is alike (default: story)"
    )
    near.add_argument(
        "--order",
        choices=ORDERS,
        default=ORDERS[0],
        help="with --by genres: of those that share as many, the best rated, the newest or the "
        "hidden gems first (default: rated)",
    )
    near.add_argument(
        "--no-standing",
        action="store_true",
        help="with --by story: how well known and how well rated titles are counts for nothing",
    )
    near.add_argument("-k", type=int, default=10, help="how many titles (default: 10)")
    near.set_defaults(run=_near)
    evaluate = commands.add_parser(
        "evaluate", help="compare story neighbours with what members recommend; writes nothing"
    )
    evaluate.add_argument(
        "--pairs", type=Path, metavar="FILE", help="further pairs: CSV of anime_id,other_id,votes"
    )
    evaluate.set_defaults(run=_evaluate)
    speech = commands.add_parser("speech", help="name the parts of speech of a text's words")
    speech.add_argument("words", nargs="+", help="English text")
    speech.set_defaults(run=_speech)
    data = commands.add_parser("resources", help="say which NLTK data is here, and from where")
    data.add_argument("--install", action="store_true", help="download what is not here")
    data.set_defaults(run=_resources)
    return parser


def _number_of_topics(text: str) -> str:
    if text in {"auto", "default"} or (text.isdecimal() and 2 <= int(text) <= 500):
        return text
    raise argparse.ArgumentTypeError(f"{text} is neither a number from 2 to 500 nor auto")


def _build(options: argparse.Namespace, settings: config.Settings) -> int:
    from nlp import reviews_job, story_job, topics_job

    seed = settings.default_seed if options.seed is None else options.seed
    request = replace(
        Request(),
        topics=options.topics,
        model=options.topics_model,
        seed=seed,
        refit=options.refit,
    )
    db = store.connect(settings)
    jobs: dict[str, Callable[[], str]] = {
        "topics": lambda: topics_job.run(db, settings.data_dir, request),
        "story": lambda: story_job.run(db, settings.data_dir, seed),
        "reviews": lambda: reviews_job.run(db, settings.data_dir, seed),
    }
    failed = 0
    for kind in jobs if options.only is None else [options.only]:
        try:
            print(jobs[kind](), flush=True)
        except NoTopics as error:
            # Too few texts for topics are enough for stories.
            print(f"nlp: {kind}: {error}", file=sys.stderr)
            failed = 1
    return failed


def _topics(options: argparse.Namespace, settings: config.Settings) -> int:
    from nlp import show

    for line in show.topics(store.connect(settings), loose=options.all):
        print(line)
    return 0


def _search(options: argparse.Namespace, settings: config.Settings) -> int:
    from nlp import show

    words = " ".join(options.words)
    for line in show.search(store.connect(settings), words, options.k):
        print(line)
    return 0


def _near(options: argparse.Namespace, settings: config.Settings) -> int:
    from nlp import show

    db = store.connect(settings)
    lines = (
        show.near_by_genres(db, options.anime_id, options.order, options.k)
        if options.by == "genres"
        else show.near(
            db, options.by, options.anime_id, options.k, standing=not options.no_standing
        )
    )
    for line in lines:
        print(line)
    return 0


def _evaluate(options: argparse.Namespace, settings: config.Settings) -> int:
    from nlp import evaluate

    seed = settings.default_seed if options.seed is None else options.seed
    for line in evaluate.report(store.connect(settings), seed, options.pairs):
        print(line, flush=True)
    return 0


def _speech(options: argparse.Namespace, settings: config.Settings) -> int:
    from nlp.speech import tagged

    for sentence in tagged(" ".join(options.words), settings.data_dir):
        print(" ".join(f"{word}/{tag}" for word, tag in sentence))
    return 0


def _resources(options: argparse.Namespace, settings: config.Settings) -> int:
    from nlp import resources

    if options.install:
        resources.install(settings.data_dir)
    for name, source in resources.prepare(settings.data_dir).items():
        print(f"{name:<16} {source.where}")
        print(f"{'':<16} licence: {resources.RESOURCES[name].licence}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
