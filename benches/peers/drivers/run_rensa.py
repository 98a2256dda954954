"""rensa: one RMinHash a document over all its shingles, and the RMinHashLSH index."""

from documents import BANDS, PERMUTATIONS, SEED, THRESHOLD, arguments, read, shingles
from groups import Groups
from rensa import RMinHash, RMinHashLSH


def main() -> None:
    asked = arguments(__doc__).parse_args()
    groups = Groups(keep_pairs=asked.pairs is not None)
    index = RMinHashLSH(threshold=THRESHOLD, num_perm=PERMUTATIONS, num_bands=BANDS)
    for number, (identifier, text) in enumerate(read(asked.input)):
        signature = RMinHash(num_perm=PERMUTATIONS, seed=SEED)
        signature.update(shingles(text))
        groups.add([identifier])
        groups.join(number, index.query(signature))
        index.insert(number, signature)
    groups.write(asked.groups, asked.pairs)


if __name__ == "__main__":
    main()
