"""``python -m cf recommend NAME``: what a member should watch."""

from __future__ import annotations

import argparse

from cf.asking.questions import by_score, by_similar_members
from cf.asking.titles import COLUMNS
from cf.commands import asking
from cf.job import Say

SHOWN = tuple(name for name in COLUMNS if name not in {"Name", "Genres", "Source", "Rating"})
VOTES = "similar-users"
# Way of recommending to its function and the headings of its file.
WAYS = {
    "score": (by_score, "Prediction", "model_recs"),
    VOTES: (by_similar_members, "n_user_prefs", "user_recs"),
}


def declare(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument("member", help="name of the member, or any")
    parser.add_argument(
        "--by",
        choices=list(WAYS),
        default="score",
        help="the model's score (default), or how many of the nearest members love it",
    )
    asking.add_filters(parser)


def run(arguments: argparse.Namespace, say: Say) -> None:
    """Answer."""
    audience, rng = asking.opened(arguments)
    member = asking.member_of(audience, arguments.member, rng)
    name = audience.members.to_external([member])[0]
    ask, heading, file = WAYS[arguments.by]
    found = ask(audience, member, arguments.k, asking.allowed(audience, arguments))
    rows = audience.titles.rows(found.rows, tuple(COLUMNS))
    for row, place, score in zip(rows, found.rows, found.scores, strict=True):
        told = round(float(score), 4)
        row["anime_id"] = int(audience.titles.ids[place])
        row[heading] = int(told) if arguments.by == VOTES else told
    say(f"for {name}:")
    path = asking.file_in(arguments.out, f"User_ID_{name}_{file}.csv")
    headings = ("anime_id", "Name", heading, "Genres", "Source", *SHOWN)
    kept = [{key: row[key] for key in headings} for row in rows]
    asking.show(kept, headings, say, path)
