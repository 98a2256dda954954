"""How many signatures a CPU second: samestory, rensa and datasketch as Python libraries, on one collection, in turn.

All that a user does counts, from a list of texts to signatures: for rensa and datasketch also cutting texts into word
5-shingles, by the quickest way that was found (`drivers/documents.py`). 128 permutations or slots each.
"""

import argparse
import os
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent / "drivers"))

from documents import PERMUTATIONS, SEED, read, shingles  # noqa: E402


def by_samestory(texts: list[str]) -> int:
    import samestory

    return len(samestory.signatures(texts))


def by_rensa(texts: list[str]) -> int:
    from rensa import RMinHash

    made = 0
    for text in texts:
        signature = RMinHash(num_perm=PERMUTATIONS, seed=SEED)
        signature.update(shingles(text))
        made += bool(signature.digest())
    return made


def by_datasketch(texts: list[str]) -> int:
    from datasketch import MinHash

    empty = MinHash(num_perm=PERMUTATIONS, seed=SEED)
    made = 0
    for text in texts:
        signature = empty.copy()
        signature.update_batch([shingle.encode() for shingle in shingles(text)])
        made += 1
    return made


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("input", type=Path, help="JSON Lines with `id` and `text`")
    parser.add_argument("--documents", type=int, default=20_000, help="how many of them")
    parser.add_argument("--rounds", type=int, default=3)
    asked = parser.parse_args()
    # Threads share one processor, as in the other table.
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    texts = [text for (_, text), _ in zip(read(asked.input), range(asked.documents))]
    tools: dict[str, Callable[[list[str]], int]] = {
        "samestory": by_samestory,
        "rensa": by_rensa,
        "datasketch": by_datasketch,
    }
    rates: dict[str, list[float]] = {name: [] for name in tools}
    for sign in tools.values():
        sign(texts[:100])
    for _ in range(asked.rounds):
        for name, sign in tools.items():
            began = time.process_time()
            made = sign(texts)
            rates[name].append(made / (time.process_time() - began))
    print("| library | signatures a CPU second |\n| --- | --: |")
    for name, measured in rates.items():
        least, median, most = min(measured), statistics.median(measured), max(measured)
        print(f"| {name} | {median:,.0f} ({least:,.0f}–{most:,.0f}) |")


if __name__ == "__main__":
    main()
