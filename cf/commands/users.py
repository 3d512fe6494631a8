"""``python -m cf users NAME``: members of the same taste, with what they love."""

from __future__ import annotations

import argparse

from cf.asking.questions import favourites, similar_members
from cf.commands import asking
from cf.commands.options import whole
from cf.job import Say

HEADINGS = ("similar_users", "similarity", "favorite_animes")


def declare(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument("member", help="name of the member, or any")
    parser.add_argument("--favourites", type=whole(0), default=2, help="titles shown of each (2)")
    asking.add_filters(parser)


def run(arguments: argparse.Namespace, say: Say) -> None:
    """Answer."""
    audience, rng = asking.opened(arguments)
    member = asking.member_of(audience, arguments.member, rng)
    name = audience.members.to_external([member])[0]
    found = similar_members(audience, member, arguments.k)
    may = asking.allowed(audience, arguments)
    rows = []
    for row, cosine in zip(found.rows, found.scores, strict=True):
        loved = favourites(audience, int(row), allowed=may)[: arguments.favourites]
        titles = [str(audience.titles.documents[place].get("title", "")) for place in loved]
        told = (audience.members.to_external([row])[0], round(float(cosine), 5), ", ".join(titles))
        rows.append(dict(zip(HEADINGS, told, strict=True)))
    say(f"members like {name}:")
    path = asking.file_in(arguments.out, f"User_ID_{name}_similar_users.csv")
    asking.show(rows, HEADINGS, say, path)
