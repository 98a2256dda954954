"""Groups of documents that pairs connect, for the libraries that leave this to whoever uses them."""

from collections.abc import Iterable
from pathlib import Path

import orjson


class Groups:
    """Disjoint sets of documents, by position, with the pairs that joined them if those are asked for."""

    def __init__(self, keep_pairs: bool) -> None:
        self.identifiers: list[str] = []
        self.pairs: set[tuple[int, int]] | None = set() if keep_pairs else None
        self._parents: list[int] = []

    def add(self, identifiers: Iterable[str]) -> None:
        """Takes in further documents, each alone."""
        self.identifiers.extend(identifiers)
        self._parents.extend(range(len(self._parents), len(self.identifiers)))

    def join(self, document: int, others: Iterable[int]) -> None:
        """Puts a document together with others that were found for it; itself among them is no matter."""
        root = self._root(document)
        for other in others:
            if other == document:
                continue
            if self.pairs is not None:
                self.pairs.add((min(document, other), max(document, other)))
            found = self._root(other)
            if found != root:
                root, found = min(root, found), max(root, found)
                self._parents[found] = root

    def write(self, groups: Path, pairs: Path | None) -> None:
        """Writes the groups of two or more documents and, if asked for, the pairs."""
        members: dict[int, list[str]] = {}
        for document, identifier in enumerate(self.identifiers):
            members.setdefault(self._root(document), []).append(identifier)
        with groups.open("wb") as out:
            for documents in members.values():
                if len(documents) > 1:
                    out.write(orjson.dumps({"documents": documents}) + b"\n")
        if pairs is not None and self.pairs is not None:
            with pairs.open("wb") as out:
                for first, second in sorted(self.pairs):
                    pair = {"first": self.identifiers[first], "second": self.identifiers[second]}
                    out.write(orjson.dumps(pair) + b"\n")

    def _root(self, document: int) -> int:
        parents = self._parents
        while parents[document] != document:
            parents[document] = parents[parents[document]]
            document = parents[document]
        return document
