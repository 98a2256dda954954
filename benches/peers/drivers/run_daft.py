"""daft: its reader, its string functions and its MinHash expression; the bands are sorted with numpy, as it has no index."""

import daft
import numpy as np
from daft import col
from documents import BANDS, PERMUTATIONS, ROWS, SEED, SHINGLE_WORDS, arguments
from groups import Groups


def main() -> None:
    asked = arguments(__doc__).parse_args()
    groups = Groups(keep_pairs=asked.pairs is not None)
    # Quicker than its `normalize`, and the same words.
    words = col("text").lower().regexp_replace("[.,]", "")
    signature = words.minhash(num_hashes=PERMUTATIONS, ngram_size=SHINGLE_WORDS, seed=SEED)
    table = daft.read_json(str(asked.input)).select(col("id"), signature.alias("signature")).to_arrow()
    groups.add(table["id"].to_pylist())
    flat = table["signature"].combine_chunks().flatten().to_numpy()
    for first, second in candidates(flat.reshape(-1, PERMUTATIONS), asked.pairs is not None):
        groups.join(first, [second])
    groups.write(asked.groups, asked.pairs)


def candidates(signatures: np.ndarray, all_pairs: bool) -> list[tuple[int, int]]:
    """Pairs of documents that are equal in a band: all, or enough of them to connect the documents."""
    found = []
    # A band is one number of 64 bits: its rows, each times an odd number of its own.
    factors = np.random.default_rng(SEED).integers(0, 2**63, ROWS, dtype=np.uint64) * np.uint64(2) + np.uint64(1)
    for band in range(BANDS):
        rows = signatures[:, band * ROWS : (band + 1) * ROWS].astype(np.uint64)
        keys = (rows * factors).sum(axis=1, dtype=np.uint64)
        order = np.argsort(keys, kind="stable")
        ordered = keys[order]
        distance = 1
        while True:
            same = np.flatnonzero(ordered[distance:] == ordered[:-distance])
            if not same.size:
                break
            found.append(np.stack([order[same], order[same + distance]], axis=1))
            if not all_pairs:
                break
            distance += 1
    if not found:
        return []
    return np.unique(np.concatenate(found), axis=0).tolist()


if __name__ == "__main__":
    main()
