"""gaoya: its own words and shingles, and the index of strings, which verifies what it finds by signature."""

from documents import BANDS, ROWS, SHINGLE_WORDS, THRESHOLD, arguments, batches
from gaoya.minhash import MinHashStringIndex
from groups import Groups


def main() -> None:
    asked = arguments(__doc__).parse_args()
    groups = Groups(keep_pairs=asked.pairs is not None)
    index = MinHashStringIndex(
        hash_size=32,
        jaccard_threshold=THRESHOLD,
        num_bands=BANDS,
        band_size=ROWS,
        analyzer="word",
        lowercase=True,
        ngram_range=(SHINGLE_WORDS, SHINGLE_WORDS),
        id_container="smallvec",
    )
    for identifiers, texts in batches(asked.input):
        first = len(groups.identifiers)
        groups.add(identifiers)
        index.par_bulk_insert_docs(list(range(first, len(groups.identifiers))), texts)
        for number, found in enumerate(index.par_bulk_query(texts), first):
            groups.join(number, found)
    groups.write(asked.groups, asked.pairs)


if __name__ == "__main__":
    main()
