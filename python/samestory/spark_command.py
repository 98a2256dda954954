"""`samestory-spark`: copies of what Spark can read, written where Spark can write."""

from __future__ import annotations

import argparse
import sys

from . import SamestoryError, __version__


def arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="samestory-spark", description=__doc__)
    parser.add_argument("--version", action="version", version=f"samestory-spark {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    copies = commands.add_parser(
        "copies",
        help="find near-duplicates, as `samestory copies --keep-boilerplate` does",
        description="Finds near-duplicates: the groups and pairs that `samestory copies --keep-boilerplate` finds in the same documents.",
    )
    copies.add_argument("inputs", nargs="+", metavar="INPUT", help="a path that Spark can read: Parquet, or JSON Lines")
    copies.add_argument("--format", choices=("parquet", "jsonl"), help="what INPUT is [default: told by its ending, else Parquet]")
    copies.add_argument("--output", required=True, metavar="PATH", help="where documents, pairs and rejected rows are written, as Parquet")
    copies.add_argument("--work", metavar="PATH", help="where stages leave their results; the same command takes up a job that was stopped [default: OUTPUT.work]")
    copies.add_argument("--master", metavar="URL", help="the master to run on, such as spark://host:7077 or local[4] [default: as spark-submit says]")
    copies.add_argument("--remote", metavar="URL", help="a Spark Connect server to run on, such as sc://host:15002")
    copies.add_argument("--conf", action="append", default=[], metavar="NAME=VALUE", help="a setting of Spark (can be repeated)")
    copies.add_argument("--partitions", type=int, metavar="N", help="parts that rows are shuffled into [default: spark.sql.shuffle.partitions]")
    copies.add_argument("--id", default="id", metavar="COLUMN", help="column of the id, which every row needs [default: id]")
    copies.add_argument("--title", default="title", metavar="COLUMN", help="column of the title [default: title]")
    copies.add_argument("--text", default="text", metavar="COLUMN", help="column of the text [default: text]")
    copies.add_argument("--similarity", type=float, metavar="SHARE", help="Jaccard similarity from which texts are copies [default: 0.7; none if only --containment is given]")
    copies.add_argument("--containment", type=float, metavar="SHARE", help="share of the shorter text from which texts are copies [default: 0.8; none if only --similarity is given]")
    copies.add_argument("--recall", type=float, default=0.995, metavar="SHARE", help="probability with which a pair at the threshold is found [default: 0.995]")
    copies.add_argument("--words", type=int, default=5, metavar="N", help="words in a shingle [default: 5]")
    copies.add_argument("--group", choices=("stars", "complete", "average", "components"), default="stars", help="how copies become groups [default: stars]")
    return parser


def main() -> int:
    asked = arguments().parse_args()
    try:
        import pyspark  # noqa: F401
    except ImportError:
        print("samestory-spark: pyspark is not installed; install it as `pip install 'samestory[spark]'`", file=sys.stderr)
        return 2
    try:
        return copies(asked)
    except SamestoryError as error:
        print(f"samestory-spark: {error}", file=sys.stderr)
        return 2


def copies(asked: argparse.Namespace) -> int:
    from pyspark.sql import DataFrame, SparkSession
    from pyspark.sql import functions as F

    from .spark import BROKEN, Settings, find_copies

    builder = SparkSession.builder.appName("samestory copies")
    if asked.master:
        builder = builder.master(asked.master)
    if asked.remote:
        builder = builder.remote(asked.remote)
    for setting in asked.conf:
        name, is_set, value = setting.partition("=")
        if not is_set:
            raise SamestoryError(f"--conf {setting} says no value: write NAME=VALUE")
        builder = builder.config(name, value)
    session = builder.getOrCreate()

    similarity, containment = asked.similarity, asked.containment
    if similarity is None and containment is None:
        similarity, containment = 0.7, 0.8
    settings = Settings(similarity, containment, asked.recall, asked.words, asked.group)
    settings.core()

    columns = {"id": asked.id, "title": asked.title, "text": asked.text}

    def read(path: str) -> DataFrame:
        is_lines = asked.format == "jsonl" or asked.format is None and path.rstrip("/").endswith((".jsonl", ".ndjson", ".json", ".jsonl.gz"))
        if is_lines:
            # What is no JSON has nothing in any column, and so is rejected for what it is.
            schema = ", ".join(f"`{name}` string" for name in (*dict.fromkeys(columns.values()), BROKEN))
            frame = session.read.schema(schema).option("columnNameOfCorruptRecord", BROKEN).json(path)
        else:
            frame = session.read.parquet(path)
        names = [F.col(f"`{theirs}`").cast("string").alias(ours) for ours, theirs in columns.items() if theirs in frame.columns]
        missing = [theirs for ours, theirs in columns.items() if theirs not in frame.columns and ours != "title"]
        if missing:
            raise SamestoryError(f"`{path}` has no column `{missing[0]}`; name it with --id or --text")
        if asked.title not in frame.columns:
            names.append(F.lit(None).cast("string").alias("title"))
        broken = F.col(BROKEN) if is_lines else F.lit(None).cast("string")
        return frame.select(*names, broken.alias(BROKEN)).select("id", "title", "text", BROKEN)

    rows = read(asked.inputs[0])
    for path in asked.inputs[1:]:
        rows = rows.union(read(path))
    work = asked.work or f"{asked.output.rstrip('/')}.work"
    found = find_copies(rows, work, settings=settings, partitions=asked.partitions)

    output = asked.output.rstrip("/")
    parts = {"documents": found.documents, "pairs": found.pairs, "rejected": found.rejected}
    for name, frame in parts.items():
        frame.write.mode("overwrite").parquet(f"{output}/{name}")
    counts = {name: session.read.parquet(f"{output}/{name}").count() for name in parts}
    groups = found.documents.select("copies").distinct().count()
    # What stands here tells that all of the others are whole.
    told = [(*counts.values(), groups, found.largest_component)]
    session.createDataFrame(told, "documents bigint, pairs bigint, rejected bigint, groups bigint, largest_component bigint").coalesce(1).write.mode("overwrite").json(f"{output}/summary")
    print(f"{counts['documents']} documents, {groups} groups, {counts['pairs']} pairs, {counts['rejected']} rows rejected; the largest component had {found.largest_component} texts")
    session.stop()
    return 2 if counts["rejected"] else 0


if __name__ == "__main__":
    sys.exit(main())
