"""Which titles are one franchise: those joined by sequels, side stories and the like."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

# "Adaptation", "Character" and "Other" join works that a viewer sees as different ones.
JOINING = frozenset(
    {
        *("Sequel", "Prequel", "Side Story", "Parent Story", "Summary", "Full Story"),
        *("Spin-Off", "Alternative Version", "Alternative Setting"),
    }
)


def franchise_of(relations: Mapping[int, Iterable[tuple[str, int]]]) -> dict[int, int]:
    """Return the franchise id of each title: the lowest title id of its franchise.

    Parameters
    ----------
    relations
        For each known title, its (relation, other title's id) pairs. Both directions are not
        needed. Titles that are only named as others join their namers but get no entry and give
        no id, since nothing else is known of them.

    Notes
    -----
    Union-find with path halving; the lower id becomes the root, so that the root is the answer.
    """
    parent: dict[int, int] = {}

    def root(anime_id: int) -> int:
        parent.setdefault(anime_id, anime_id)
        while parent[anime_id] != anime_id:
            parent[anime_id] = parent[parent[anime_id]]
            anime_id = parent[anime_id]
        return anime_id

    for anime_id, others in relations.items():
        for relation, other in others:
            if relation.title() in JOINING:
                low, high = sorted((root(anime_id), root(other)))
                parent[high] = low
    lowest: dict[int, int] = {}
    for anime_id in sorted(relations):
        lowest.setdefault(root(anime_id), anime_id)
    return {anime_id: lowest[root(anime_id)] for anime_id in relations}
