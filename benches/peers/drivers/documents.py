"""Documents as the drivers of Python libraries read them, and their word 5-shingles.

All of it counts as the tool's time, as whoever uses the library has to do it, so it is written to be quick: orjson,
string methods that run in C, and one join a shingle. On the workload's text, which has no marks but full stops and
commas, the words are those of `re.findall(r"\\w+", text.lower())`.
"""

import argparse
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import orjson

PERMUTATIONS = 128
BANDS = 16
ROWS = 8
SHINGLE_WORDS = 5
THRESHOLD = 0.7
SEED = 42

# Documents given at once to the libraries that take many: enough to be quick, few enough to hold the shingles of.
BATCH = 2000


def arguments(description: str) -> argparse.ArgumentParser:
    """The command line that every driver has."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("input", type=Path, help="JSON Lines with `id` and `text`")
    parser.add_argument("--groups", type=Path, required=True, help="where to write the groups, as JSON Lines")
    parser.add_argument("--pairs", type=Path, help="where to write the pairs found, as JSON Lines")
    return parser


def read(path: Path) -> Iterator[tuple[str, str]]:
    """Identifier and text of each document."""
    with path.open("rb") as lines:
        for line in lines:
            document = orjson.loads(line)
            yield document["id"], document["text"]


def batches(path: Path) -> Iterator[tuple[list[str], list[str]]]:
    """Identifiers and texts of some documents at a time."""
    documents = read(path)
    while batch := list(islice(documents, BATCH)):
        identifiers, texts = zip(*batch)
        yield list(identifiers), list(texts)


def shingles(text: str) -> list[str]:
    """The shingles of a text; a text of fewer words is one shingle."""
    words = text.lower().replace(".", " ").replace(",", " ").split()
    if len(words) < SHINGLE_WORDS:
        return [" ".join(words)] if words else []
    return list(map(" ".join, zip(*(words[start:] for start in range(SHINGLE_WORDS)))))
