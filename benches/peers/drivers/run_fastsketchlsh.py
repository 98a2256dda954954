"""FastSketchLSH: fast similarity sketches and the LSH index, both on batches."""

from documents import BANDS, PERMUTATIONS, SEED, arguments, batches, shingles
from FastSketchLSH import LSH, FastSimilaritySketch
from groups import Groups


def main() -> None:
    asked = arguments(__doc__).parse_args()
    groups = Groups(keep_pairs=asked.pairs is not None)
    sketch = FastSimilaritySketch(size=PERMUTATIONS, seed=SEED)
    index = LSH(num_perm=PERMUTATIONS, num_bands=BANDS)
    for identifiers, texts in batches(asked.input):
        signatures = sketch.batch([shingles(text) for text in texts])
        index.insert(signatures)
        first = len(groups.identifiers)
        groups.add(identifiers)
        for number, found in enumerate(index.query(signatures), first):
            groups.join(number, found)
    groups.write(asked.groups, asked.pairs)


if __name__ == "__main__":
    main()
