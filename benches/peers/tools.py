"""The tools that are measured: how each is called, and how what it finds is read."""

import importlib.util
import json
import shlex
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from quality import read_groups, read_pairs

DRIVERS = Path(__file__).resolve().parent / "drivers"


@dataclass(frozen=True)
class Call:
    """A command, and the file that takes what it prints, if that is its result."""

    command: list[str]
    output: Path | None = None


class Tool:
    """A tool in a table: subclasses say what to run and what came of it. Results are files in `folder`."""

    def __init__(self, name: str) -> None:
        self.name = name

    def prepare(self, source: Path, folder: Path) -> None:
        """Makes ready what is not part of the work. Not measured."""

    def call(self, source: Path, folder: Path) -> Call:
        """The run that is measured: from the file to groups."""
        raise NotImplementedError

    def groups(self, folder: Path) -> dict[str, int] | None:
        """The groups of the last measured run; None for what finds none."""
        return None

    def pairs_call(self, source: Path, folder: Path) -> Call | None:
        """A run that gives pairs, not measured; None if the tool cannot."""
        return None

    def pairs(self, folder: Path) -> set[tuple[str, str]]:
        """The pairs of that run."""
        return read_pairs(folder / "pairs.jsonl")


class Samestory(Tool):
    """samestory, called as on the command line; `INPUT` in the command stands for the file, or it is put last.

    All that is known here of its command line and of what it prints.
    """

    GROUPS = ["--list", "groups", "--format", "jsonl"]
    PAIRS = ["--list", "pairs", "--format", "jsonl"]

    def __init__(self, name: str, command: str) -> None:
        super().__init__(name)
        self.words = shlex.split(command)

    def call(self, source: Path, folder: Path) -> Call:
        return Call(self._command(source) + self.GROUPS, folder / "groups.jsonl")

    def groups(self, folder: Path) -> dict[str, int]:
        return read_groups(folder / "groups.jsonl")

    def pairs_call(self, source: Path, folder: Path) -> Call:
        return Call(self._command(source) + self.PAIRS, folder / "pairs.jsonl")

    def _command(self, source: Path) -> list[str]:
        if "INPUT" in self.words:
            return [str(source) if word == "INPUT" else word for word in self.words]
        return [*self.words, str(source)]


class Driver(Tool):
    """A Python library, by a script in `drivers`."""

    def __init__(self, name: str, script: str, *options: str) -> None:
        super().__init__(name)
        self.command = [sys.executable, str(DRIVERS / script), *options]

    def call(self, source: Path, folder: Path) -> Call:
        return Call([*self.command, str(source), "--groups", str(folder / "groups.jsonl")])

    def groups(self, folder: Path) -> dict[str, int]:
        return read_groups(folder / "groups.jsonl")

    def pairs_call(self, source: Path, folder: Path) -> Call:
        files = ["--groups", str(folder / "groups-again.jsonl"), "--pairs", str(folder / "pairs.jsonl")]
        return Call([*self.command, str(source), *files])


class Duplodocus(Tool):
    """duplodocus, by its binary; it reads a folder and marks each document with its component."""

    def __init__(self, name: str, binary: str) -> None:
        super().__init__(name)
        self.binary = binary

    def prepare(self, source: Path, folder: Path) -> None:
        for made in ("storage", "output"):
            shutil.rmtree(folder / made, ignore_errors=True)
        (folder / "input").mkdir(exist_ok=True)
        link = folder / "input" / "documents.jsonl"
        link.unlink(missing_ok=True)
        link.symlink_to(source.resolve())

    def call(self, source: Path, folder: Path) -> Call:
        folders = [f"--{made}-dir={folder / made}" for made in ("input", "storage", "output")]
        settings = "--text-key text --num-buckets 16 --bucket-size 8 --ngram-size 5 --tokenizer uniseg"
        # Documents are marked, not removed.
        ending = "--annotate true --annotate-key metadata.minhash --remove-duplicates false"
        return Call([self.binary, "minhash-memory", *folders, *settings.split(), *ending.split()])

    def groups(self, folder: Path) -> dict[str, int]:
        groups: dict[str, int] = {}
        for path in sorted((folder / "output").rglob("*.jsonl")):
            with path.open(encoding="utf-8") as lines:
                for line in lines:
                    document = json.loads(line)
                    mark = document.get("metadata", {}).get("minhash") or {}
                    if "cc_id" in mark:
                        groups[document["id"]] = mark["cc_id"]
        return groups


class Floor(Tool):
    """What only reads and parses the file."""

    def __init__(self, name: str, *command: str) -> None:
        super().__init__(name)
        self.command = list(command)

    def call(self, source: Path, folder: Path) -> Call:
        return Call([*self.command, str(source)])


def python_libraries() -> list[Tool]:
    """What `requirements.txt` installs, and samestory if it was installed beside it."""
    has_package = importlib.util.find_spec("samestory") is not None
    return [
        *([Driver("samestory in Python", "run_samestory.py")] if has_package else []),
        Driver("daft", "run_daft.py"),
        Driver("rensa", "run_rensa.py"),
        Driver("gaoya", "run_gaoya.py"),
        Driver("FastSketchLSH", "run_fastsketchlsh.py"),
        Driver("datasketch (xxh32)", "run_datasketch.py", "--hash", "xxh32"),
        Driver("datasketch (SHA-1, its default)", "run_datasketch.py", "--hash", "sha1"),
        Floor("only reading, orjson in Python", sys.executable, str(DRIVERS / "run_orjson.py")),
    ]
