"""``python -m cf preferences NAME``: genres and sources of what a member loves."""

from __future__ import annotations

import argparse

from cf.asking.loved import PERCENTILE
from cf.asking.questions import favourites, label_counts
from cf.commands import asking
from cf.commands.options import percentile
from cf.job import Say

HEADINGS = ("eng_version", "Source", "Genres")
CLOUDS = {"favorite_genres": "genres", "favorite_source_material": "source"}


def declare(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument("member", help="name of the member, or any")
    parser.add_argument(
        "--percentile",
        type=percentile,
        default=PERCENTILE,
        help=f"of the own scores, from which on a title is loved ({PERCENTILE:.0f})",
    )
    asking.add_filters(parser)


def run(arguments: argparse.Namespace, say: Say) -> None:
    """Answer; with a folder, also draw the word clouds."""
    audience, rng = asking.opened(arguments)
    member = asking.member_of(audience, arguments.member, rng)
    name = audience.members.to_external([member])[0]
    loved = favourites(audience, member, arguments.percentile, asking.allowed(audience, arguments))
    rows = audience.titles.rows(loved, ("Name", "Source", "Genres"))
    for row in rows:
        row["eng_version"] = row.pop("Name")
    say(f"{name} loves {len(loved)} titles:")
    path = asking.file_in(arguments.out, f"User_ID_{name}_user_prefs.csv")
    asking.show(rows, HEADINGS, say, path, most=arguments.k)
    for cloud, field in CLOUDS.items():
        counts = label_counts(audience, loved, field)
        say(f"{field}: " + ", ".join(f"{label} {n}" for label, n in list(counts.items())[:10]))
        if arguments.out:
            from cf.asking.clouds import draw  # brings matplotlib, which an answer does not need

            for drawn in draw(arguments.out, cloud, counts):
                say(f"wrote {drawn}")
