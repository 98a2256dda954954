#!/usr/bin/env python3
"""Runs samestory and other tools on one collection, in interleaved rounds, and writes what each costs and finds.

Every tool is a process of its own, pinned to one processor, from reading the file to writing groups. In each round every
tool runs once, the order turned by one from round to round, so that a slow minute of the machine is shared out; ratios are of
the runs of one round. The table is Markdown; `--results` has every run.
"""

import argparse
import json
import os
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path
from statistics import median

from measure import Cost, Failed, run
from quality import Agreement, Truth
from tools import Duplodocus, Floor, Samestory, Tool, python_libraries

ABSENT = "–"


def arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("documents", type=Path, help="JSON Lines with `id` and `text`, one document a line")
    parser.add_argument("--truth", type=Path, help="the pairs of the collection (default: truth.jsonl beside it)")
    parser.add_argument("--rounds", type=positive, default=3, help="how often each tool runs (default: 3)")
    parser.add_argument(
        "--samestory",
        action="append",
        default=[],
        metavar="COMMAND",
        help="how samestory is called, INPUT standing for the file; may be given again for other settings, of which the first "
        "is what ratios are to",
    )
    parser.add_argument("--duplodocus", metavar="PATH", help="the binary of duplodocus; without it, it is not run")
    parser.add_argument("--parse", metavar="PATH", help="the built bench `workload`, which can parse and do nothing else")
    parser.add_argument("--only", metavar="WORD,…", help="run only tools that have one of these words in their name")
    parser.add_argument("--processor", type=int, help="the processor to run on (default: the last)")
    parser.add_argument("--timeout", type=positive, default=3600, help="seconds for a run (default: 3600)")
    parser.add_argument("--no-pairs", action="store_true", help="leave out the runs that give pairs")
    parser.add_argument("--output", type=Path, help="write the table here too")
    parser.add_argument("--results", type=Path, help="write every run here, as JSON")
    asked = parser.parse_args()
    if not asked.documents.is_file():
        parser.error(f"{asked.documents} is not a file")
    if asked.truth is None:
        beside = asked.documents.with_name("truth.jsonl")
        asked.truth = beside if beside.is_file() else None
    elif not asked.truth.is_file():
        parser.error(f"--truth: {asked.truth} is not a file")
    allowed = os.sched_getaffinity(0)
    if asked.processor is None:
        asked.processor = max(allowed)
    elif asked.processor not in allowed:
        parser.error(f"--processor: {asked.processor} is none of {sorted(allowed)}")
    return asked


def positive(text: str) -> int:
    """A whole number from 1."""
    number = int(text)
    if number < 1:
        raise ValueError(text)
    return number


def chosen(asked: argparse.Namespace) -> list[Tool]:
    """The tools to run; samestory first."""
    tools: list[Tool] = []
    for number, command in enumerate(asked.samestory, 1):
        tools.append(Samestory("samestory" if number == 1 else f"samestory ({number})", command))
    tools.extend(python_libraries())
    if asked.duplodocus:
        tools.append(Duplodocus("duplodocus", asked.duplodocus))
    if asked.parse:
        tools.append(Floor("only reading, serde_json in Rust", asked.parse, "--parse"))
    if asked.only:
        words = [word.lower() for word in asked.only.split(",")]
        tools = [tool for tool in tools if any(word in tool.name.lower() for word in words)]
    return tools


def measured(tools: list[Tool], asked: argparse.Namespace, folder: Path) -> tuple[dict[str, list[Cost]], dict[str, str]]:
    """The costs of each tool, round by round, and why those that failed did. A tool that failed once is left out."""
    costs: dict[str, list[Cost]] = {tool.name: [] for tool in tools}
    failures: dict[str, str] = {}
    for number in range(asked.rounds):
        turn = number % len(tools)
        for tool in tools[turn:] + tools[:turn]:
            if tool.name in failures:
                continue
            own = folder_of(tool, folder)
            try:
                tool.prepare(asked.documents, own)
                call = tool.call(asked.documents, own)
                cost = run(call.command, asked.processor, asked.timeout, call.output, own)
            except Failed as failure:
                failures[tool.name] = str(failure)
                tell(f"round {number + 1}: {tool.name}: {failure}")
                continue
            costs[tool.name].append(cost)
            tell(f"round {number + 1}: {tool.name}: {cost.cpu_seconds:.2f} CPU s, {cost.peak_mebibytes:.0f} MiB")
    return costs, failures


def agreements(tool: Tool, truth: Truth, asked: argparse.Namespace, folder: Path) -> dict[str, Agreement]:
    """How what a tool found agrees with the truth."""
    own = folder_of(tool, folder)
    found: dict[str, Agreement] = {}
    groups = tool.groups(own)
    if groups is None:
        return found
    found["implied"] = truth.of_implied_pairs(groups)
    found["components"] = truth.of_components(groups)
    call = None if asked.no_pairs else tool.pairs_call(asked.documents, own)
    if call is not None:
        try:
            run(call.command, asked.processor, asked.timeout, call.output, own)
            found["pairs"] = truth.of_pairs(tool.pairs(own))
        except Failed as failure:
            tell(f"pairs of {tool.name}: {failure}")
    return found


def folder_of(tool: Tool, folder: Path) -> Path:
    """Where a tool's results are."""
    own = folder / "".join(character if character.isalnum() else "-" for character in tool.name)
    own.mkdir(exist_ok=True)
    return own


def table(tools: list[Tool], costs: dict[str, list[Cost]], found: dict[str, dict[str, Agreement]]) -> list[str]:
    """The figures as lines of Markdown."""
    base = next((costs[tool.name] for tool in tools if isinstance(tool, Samestory)), [])
    lines = [
        "| tool | CPU s | to samestory | peak MiB | pairs: R | P | in one group: R | P | components: R | P | F1 |",
        "| --- | --: | --: | --: | --: | --: | --: | --: | --: | --: | --: |",
    ]
    for tool in tools:
        runs = costs[tool.name]
        if not runs:
            continue
        ratios = [cost.cpu_seconds / own.cpu_seconds for cost, own in zip(runs, base)]
        agreement = found.get(tool.name, {})
        cells = [
            tool.name,
            spread([cost.cpu_seconds for cost in runs], 2),
            spread(ratios, 2),
            f"{max(cost.peak_mebibytes for cost in runs):.0f}",
        ]
        for kind in ("pairs", "implied", "components"):
            one = agreement.get(kind, Agreement(None, None))
            cells.extend([share(one.recall), share(one.precision)])
        cells.append(share(agreement.get("components", Agreement(None, None)).f1))
        lines.append(f"| {' | '.join(cells)} |")
    return lines


def spread(values: list[float], digits: int) -> str:
    """Median, and least and greatest where there are several."""
    if not values:
        return ABSENT
    middle = f"{median(values):.{digits}f}"
    return middle if len(values) == 1 else f"{middle} ({min(values):.{digits}f}–{max(values):.{digits}f})"


def share(value: float | None) -> str:
    """A share with four digits, never rounded up to 1 or down to 0."""
    if value is None:
        return ABSENT
    if value in (0.0, 1.0):
        return f"{value:.4f}"
    return f"{min(max(value, 0.0001), 0.9999):.4f}"


def notes(asked: argparse.Namespace, failures: dict[str, str]) -> list[str]:
    """What the table is of, and what is not in it."""
    size = asked.documents.stat().st_size
    rounds = "1 round" if asked.rounds == 1 else f"{asked.rounds} rounds, median (least–greatest)"
    lines = [f"{size / 1e6:.1f} MB, one processor, {rounds}."]
    lines.extend(f"Not in the table: {name}, which {reason}." for name, reason in failures.items())
    if not asked.samestory:
        lines.append("samestory was not run: no command was given.")
    if not asked.duplodocus:
        lines.append("duplodocus was not run: no binary was given.")
    if asked.truth is None:
        lines.append("No truth was given, so there are no figures of quality.")
    return lines


def tell(message: str) -> None:
    """Progress, apart from the result."""
    print(message, file=sys.stderr, flush=True)


def main() -> int:
    asked = arguments()
    tools = chosen(asked)
    if not tools:
        tell("no tool has such a name")
        return 2
    with tempfile.TemporaryDirectory(prefix="peers-") as made:
        folder = Path(made)
        costs, failures = measured(tools, asked, folder)
        found: dict[str, dict[str, Agreement]] = {}
        # Only now: a process is never told to have less memory than the one that started it had, see `measure`.
        truth = Truth(asked.truth) if asked.truth else None
        for tool in tools:
            if truth and costs[tool.name] and tool.name not in failures:
                found[tool.name] = agreements(tool, truth, asked, folder)
    text = "\n".join([*table(tools, costs, found), "", *notes(asked, failures)]) + "\n"
    print(text, end="")
    if asked.output:
        asked.output.write_text(text, encoding="utf-8")
    if asked.results:
        everything = {
            "runs": {name: [asdict(cost) for cost in runs] for name, runs in costs.items()},
            "agreement": {name: {kind: asdict(one) for kind, one in kinds.items()} for name, kinds in found.items()},
            "failures": failures,
        }
        asked.results.write_text(json.dumps(everything, indent=2) + "\n", encoding="utf-8")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
