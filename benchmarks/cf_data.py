"""What several benchmarks of the audience read and split; it prints nothing of its own."""

import argparse
from pathlib import Path

import numpy as np
from scipy import sparse

from cf import item_facts, ratings_file
from cf.evaluation.protocols import Split
from cf.interactions import user_items
from cf.rules import Rules


def parser_of(doc):
    """Return a parser for the two files, described by the first line of a docstring."""
    parser = argparse.ArgumentParser(description=doc.splitlines()[0])
    parser.add_argument("--ratings", type=Path, help="ratings, as python -m cf --ratings reads")
    parser.add_argument("--titles", type=Path, help="facts of the titles as JSON lines")
    return parser


def read(arguments):
    """Return ratings and facts of the files; None, and a word, when one is not given."""
    if arguments.ratings is None or arguments.titles is None:
        print("skipped: give --ratings FILE and --titles FILE")
        return None
    matrix = user_items(ratings_file.read(arguments.ratings), Rules())
    return matrix, item_facts.of_file(arguments.titles, matrix.items.external_ids)


def hiding(scores, hide):
    """Return the split that hides the stored entries of a mask, whoever gave them."""
    users = np.repeat(np.arange(scores.shape[0]), np.diff(scores.indptr))
    seen, hidden = (
        sparse.csr_matrix((scores.data[m], (users[m], scores.indices[m])), shape=scores.shape)
        for m in (~hide, hide)
    )
    return Split(seen, seen, hidden)
