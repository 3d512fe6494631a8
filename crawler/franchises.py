"""Which titles are one franchise: those joined by sequels, side stories and the like."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

import store
from crawler.title_stems import namesakes, share_a_stem

# The other title came first, or is the whole of which this one is a part ...
TO_PARENT = frozenset({"Prequel", "Parent Story", "Full Story"})
# ... or comes after this one.
TO_CHILD = frozenset({"Sequel", "Side Story", "Summary", "Spin-Off"})
# "Adaptation", "Character" and "Other" join works that a viewer sees as different ones.
BETWEEN_EQUALS = frozenset({"Alternative Version", "Alternative Setting"})

Relations = Mapping[int, Iterable[tuple[str, int]]]


def franchise_of(
    relations: Relations,
    titles: Mapping[int, str] | None = None,
    before: Mapping[int, int] | None = None,
) -> dict[int, int]:
    """Return the franchise id of each title.

    Parameters
    ----------
    relations
        For each known title, its (relation, other title's id) pairs. Both directions are not
        needed. Titles that are only named by others join their namers but get no entry.
    titles
        Main title of each id: it joins those that have no relations, and tells a crossover's home.
    before
        Franchise ids given earlier; they stay what they were when members arrive.

    Notes
    -----
    A franchise's id is the lowest title id of its first members. A crossover with parents in
    several franchises joins one of them and never welds them: the one whose title its own begins
    with, else the one with most of its parents, else the one with the lowest id.
    """
    titles = titles or {}
    groups = _Groups()
    parents, equals = _edges(relations)
    _join_children(groups, parents, titles)
    _join_equals(groups, equals, titles)
    _join_namesakes(groups, {i: titles[i] for i in relations if i in titles}, parents, equals)
    return _ids(groups, sorted(relations), before or {})


class _Groups:
    """Union-find with path halving; the lowest id of a group is its root."""

    def __init__(self) -> None:
        self._above: dict[int, int] = {}

    def root(self, anime_id: int) -> int:
        above = self._above
        above.setdefault(anime_id, anime_id)
        while above[anime_id] != anime_id:
            above[anime_id] = above[above[anime_id]]
            anime_id = above[anime_id]
        return anime_id

    def join(self, one: int, other: int) -> None:
        low, high = sorted((self.root(one), self.root(other)))
        self._above[high] = low


def _edges(relations: Relations) -> tuple[dict[int, set[int]], dict[int, set[int]]]:
    parents: dict[int, set[int]] = defaultdict(set)
    equals: dict[int, set[int]] = defaultdict(set)
    for anime_id, others in relations.items():
        for relation, other in others:
            word = relation.title()
            if other == anime_id:
                continue
            if word in TO_PARENT:
                parents[anime_id].add(other)
            elif word in TO_CHILD:
                parents[other].add(anime_id)
            elif word in BETWEEN_EQUALS:
                equals[anime_id].add(other)
                equals[other].add(anime_id)
    return parents, equals


def _join_children(
    groups: _Groups, parents: Mapping[int, set[int]], titles: Mapping[int, str]
) -> None:
    for child, above in parents.items():
        if len(above) == 1:
            groups.join(child, *above)
    undecided = {child for child, above in parents.items() if len(above) > 1}
    # Parents that are one franchise without the child take it; each that joins may join more.
    while ready := {c for c in undecided if len({groups.root(p) for p in parents[c]}) == 1}:
        for child in ready:
            groups.join(child, min(parents[child]))
        undecided -= ready
    for child in sorted(undecided):
        for parent in _home(groups, child, parents[child], titles):
            groups.join(child, parent)


def _home(
    groups: _Groups, child: int, parents: Iterable[int], titles: Mapping[int, str]
) -> list[int]:
    """Return the parents to join: all those of the child's name, else those of one franchise."""
    known = sorted(parents)
    own = [p for p in known if share_a_stem(titles.get(child), titles.get(p))]
    if own:
        return own
    number = Counter(groups.root(parent) for parent in known)
    return [min(known, key=lambda parent: (-number[groups.root(parent)], groups.root(parent)))]


def _join_equals(
    groups: _Groups, equals: Mapping[int, set[int]], titles: Mapping[int, str]
) -> None:
    for anime_id, others in sorted(equals.items()):
        for other in sorted(others):
            is_only = len(others) == 1 and len(equals[other]) == 1
            if is_only or share_a_stem(titles.get(anime_id), titles.get(other)):
                groups.join(anime_id, other)
    for anime_id in sorted(equals, key=lambda i: (-len(equals[i]), i)):
        others = equals[anime_id]
        if any(groups.root(other) == groups.root(anime_id) for other in others):
            continue
        # Nobody of its name: the version it is listed with first, unless that one is a crossover,
        # listed with strangers of this one.
        first = min(others)
        if len(others) > 1 or len(equals[first]) == 1:
            groups.join(anime_id, first)


def _join_namesakes(
    groups: _Groups,
    titles: Mapping[int, str],
    parents: Mapping[int, set[int]],
    equals: Mapping[int, set[int]],
) -> None:
    related = {*parents, *equals, *(p for above in parents.values() for p in above)}
    for one, other in namesakes(titles):
        # What the relations say counts more than a name: two related titles are not welded by it.
        if one not in related or other not in related:
            groups.join(one, other)


def _ids(groups: _Groups, known: Iterable[int], before: Mapping[int, int]) -> dict[int, int]:
    members: dict[int, list[int]] = defaultdict(list)
    for anime_id in known:
        members[groups.root(anime_id)].append(anime_id)
    claims = []
    for ids in members.values():
        number = Counter(before[i] for i in ids if i in before)
        claims += [(f not in ids, -count, f, ids[0]) for f, count in number.items()]
    given: dict[int, int] = {}
    taken: set[int] = set()
    for *_, franchise_id, lowest in sorted(claims):
        # An id goes to the group with the title of that id, so that no two groups have one.
        if lowest not in given and franchise_id not in taken:
            given[lowest] = franchise_id
            taken.add(franchise_id)
    found: dict[int, int] = {}
    for ids in members.values():
        free = (i for i in ids if i not in taken)
        franchise_id = given.get(ids[0]) or next(free, ids[0])
        found.update(dict.fromkeys(ids, franchise_id))
    return found


def join_stored(db: store.Database) -> int:
    """Join the stored titles anew; return how many moved to another franchise."""
    titles, before = {}, {}
    for row in store.anime.iterate(db, ["title", "franchise_id"]):
        if row.get("title"):
            titles[row["_id"]] = row["title"]
        if row.get("franchise_id"):
            before[row["_id"]] = row["franchise_id"]
    return store.anime.set_franchises(db, franchise_of(store.anime.relations(db), titles, before))
