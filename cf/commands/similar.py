"""``python -m cf similar TITLE``: titles with the same audience."""

from __future__ import annotations

import argparse

from cf.asking.questions import similar_titles
from cf.asking.titles import COLUMNS, plain
from cf.commands import asking
from cf.job import Say

HEADINGS = ("Name", "Similarity", *[name for name in COLUMNS if name != "Name"])


def declare(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument("title", help="name or MAL id of the title, or any")
    parser.add_argument(
        "--by",
        choices=["cosine", "weight"],
        default="cosine",
        help="likeness of the embeddings, or what EASE says having seen it speaks for",
    )
    asking.add_filters(parser)


def run(arguments: argparse.Namespace, say: Say) -> None:
    """Answer."""
    audience, rng = asking.opened(arguments)
    title = asking.title_of(audience, arguments.title, rng)
    may = asking.allowed(audience, arguments)
    found = similar_titles(audience, title, arguments.k, may, by=arguments.by)
    name = str(audience.titles.documents[title].get("title", audience.titles.ids[title]))
    say(f"like {name}:")
    rows = audience.titles.rows(found.rows, tuple(COLUMNS))
    for row, score in zip(rows, found.scores, strict=True):
        row["Similarity"] = round(float(score), 4)
    path = asking.file_in(arguments.out, f"{plain(name) or audience.titles.ids[title]}.csv")
    asking.show(rows, HEADINGS, say, path)
