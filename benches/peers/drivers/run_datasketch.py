"""datasketch: MinHash with its default hash (SHA-1) or a quicker one, and the MinHashLSH index."""

import xxhash
from datasketch import MinHash, MinHashLSH
from documents import BANDS, PERMUTATIONS, ROWS, SEED, THRESHOLD, arguments, read, shingles
from groups import Groups


def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument("--hash", choices=("sha1", "xxh32"), default="sha1", help="how shingles are hashed")
    asked = parser.parse_args()
    options = {"num_perm": PERMUTATIONS, "seed": SEED}
    if asked.hash == "xxh32":
        options["hashfunc"] = xxhash.xxh32_intdigest
    groups = Groups(keep_pairs=asked.pairs is not None)
    index = MinHashLSH(threshold=THRESHOLD, num_perm=PERMUTATIONS, params=(BANDS, ROWS))
    # A copy of an empty one has its permutations already.
    empty = MinHash(**options)
    for number, (identifier, text) in enumerate(read(asked.input)):
        signature = empty.copy()
        signature.update_batch([shingle.encode() for shingle in shingles(text)])
        groups.add([identifier])
        groups.join(number, index.query(signature))
        index.insert(number, signature, check_duplication=False)
    groups.write(asked.groups, asked.pairs)


if __name__ == "__main__":
    main()
