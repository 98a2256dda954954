"""How pairs and groups agree with the truth: all pairs of a Jaccard similarity of at least 0.7.

Pairs are held against the pairs of the truth. Groups are held against them too, as all the pairs that they imply, and
against the connected components of the truth (pairwise precision, recall and F1). All counts are from sizes, so a group of
half the collection costs no more than another.
"""

import json
from collections import Counter
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Agreement:
    """Precision and recall of pairs; None where nothing was found or nothing was to be found."""

    precision: float | None
    recall: float | None

    @property
    def f1(self) -> float | None:
        """Harmonic mean of both."""
        if self.precision is None or self.recall is None or self.precision + self.recall == 0:
            return None
        return 2 * self.precision * self.recall / (self.precision + self.recall)


class Truth:
    """The pairs of `truth.jsonl` and their connected components."""

    def __init__(self, path: Path) -> None:
        self.pairs: set[tuple[str, str]] = set()
        parents: dict[str, str] = {}

        def root(document: str) -> str:
            parents.setdefault(document, document)
            while parents[document] != document:
                parents[document] = parents[parents[document]]
                document = parents[document]
            return document

        for line in lines(path):
            self.pairs.add(ordered(line["a"], line["b"]))
            parents[root(line["a"])] = root(line["b"])
        self.components = {document: root(document) for document in parents}

    def of_pairs(self, found: set[tuple[str, str]]) -> Agreement:
        """Pairs against pairs."""
        return agreement(len(found & self.pairs), len(found), len(self.pairs))

    def of_implied_pairs(self, groups: dict[str, int]) -> Agreement:
        """All pairs inside the groups against pairs."""
        right = sum(1 for first, second in self.pairs if first in groups and groups[first] == groups.get(second))
        return agreement(right, pairs_inside(groups.values()), len(self.pairs))

    def of_components(self, groups: dict[str, int]) -> Agreement:
        """All pairs inside the groups against all pairs inside the components."""
        both = ((self.components[document], group) for document, group in groups.items() if document in self.components)
        return agreement(pairs_inside(both), pairs_inside(groups.values()), pairs_inside(self.components.values()))


def agreement(right: int, found: int, true: int) -> Agreement:
    """Of what was found the share that is right, and of what is true the share that was found."""
    return Agreement(right / found if found else None, right / true if true else None)


def pairs_inside(labels) -> int:
    """How many pairs have the same label."""
    return sum(size * (size - 1) // 2 for size in Counter(labels).values())


def read_groups(path: Path) -> dict[str, int]:
    """The group of each document that is in one, of JSON Lines with `documents`."""
    groups: dict[str, int] = {}
    for number, line in enumerate(lines(path)):
        for document in line["documents"]:
            if groups.setdefault(document, number) != number:
                raise ValueError(f"{path}: document {document} is in two groups")
    return groups


def read_pairs(path: Path) -> set[tuple[str, str]]:
    """The pairs of JSON Lines with `first` and `second`."""
    return {ordered(line["first"], line["second"]) for line in lines(path)}


def ordered(first: str, second: str) -> tuple[str, str]:
    """A pair regardless of order."""
    return (first, second) if first <= second else (second, first)


def lines(path: Path):
    """The objects of a file of JSON Lines."""
    with path.open(encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)
