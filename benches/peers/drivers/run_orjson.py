"""orjson: reads and parses the documents and does nothing with them, the floor under every tool in Python."""

import sys
from pathlib import Path

from documents import read


def main() -> None:
    if len(sys.argv) != 2:
        sys.exit("usage: run_orjson.py INPUT")
    documents = sum(1 for _ in read(Path(sys.argv[1])))
    print(documents)


if __name__ == "__main__":
    main()
