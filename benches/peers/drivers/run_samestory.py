"""samestory as a Python package: the copies among a column of texts, verified."""

import orjson
import pyarrow
import samestory
from documents import THRESHOLD, arguments, read


def main() -> None:
    asked = arguments(__doc__).parse_args()
    identifiers, texts = zip(*read(asked.input))
    copies = samestory.copies(pyarrow.array(texts), similarity=THRESHOLD, containment=None)
    with asked.groups.open("wb") as out:
        for group in copies.groups:
            if len(group) > 1:
                out.write(orjson.dumps({"documents": [identifiers[row] for row in group]}) + b"\n")
    if asked.pairs is not None:
        with asked.pairs.open("wb") as out:
            for pair in copies.pairs().to_pylist():
                first, second = identifiers[pair["first"]], identifiers[pair["second"]]
                out.write(orjson.dumps({"first": first, "second": second}) + b"\n")


if __name__ == "__main__":
    main()
