"""Copies on Spark: the copies that `samestory copies --keep-boilerplate` finds, in DataFrames of any size.

Spark shuffles, counts, joins and retries; everything that decides is the core's (`src/copies/shards.rs`), called with the rows
that Spark has brought together. Told in docs/scale.md.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from typing import Any

import pyarrow
import pyarrow.compute
from pyspark.errors import AnalysisException
from pyspark.sql import DataFrame, Row, SparkSession
from pyspark.sql import functions as F

from . import _samestory, read_table

Batches = Iterator[pyarrow.RecordBatch]

_FORM = 1
"""Of what stages write; work of another form is not taken up."""


@dataclass(frozen=True)
class Settings:
    """What copies are; as the options of `samestory copies`."""

    similarity: float | None = 0.7
    containment: float | None = 0.8
    recall: float = 0.995
    words: int = 5
    group: str = "stars"

    def core(self) -> Any:
        return _samestory.ShardSettings(**asdict(self))


@dataclass(frozen=True)
class Copies:
    """What was found."""

    documents: DataFrame
    """`id`, and in `copies` the least id of its group: every document once."""
    pairs: DataFrame
    """Verified pairs of different texts, each known by the least id that has it: `first`, the longer one, and `second`, with
    `jaccard`, `first_in_second` and `second_in_first`."""
    rejected: DataFrame
    """`row`, the id if the row has one, and `reason`: rows that cannot be read. They are in none of the others."""
    largest_component: int
    """Texts of the largest set that candidates connect. They were compared by one task, which had them in memory."""


def find_copies(
    documents: DataFrame,
    work: str,
    *,
    settings: Settings = Settings(),
    fields: dict[str, str] | None = None,
    partitions: int | None = None,
) -> Copies:
    """Finds the copies among the rows of a DataFrame, which need a field `id`.

    `work` is a folder that Spark can write, of this job alone: every stage leaves its result there, and a job that was stopped is
    taken up behind the last whole stage when it is called again with the same rows and settings. `fields` names other columns
    than the usual ones, as `--field` does. `partitions` is how many parts rows are shuffled into, by default as many as
    `spark.sql.shuffle.partitions` says.
    """
    spark = documents.sparkSession
    count = partitions or int(spark.conf.get("spark.sql.shuffle.partitions"))
    job = _Job(spark, work.rstrip("/"), {"form": _FORM, "fields": fields, **asdict(settings)})
    core, given = settings.core(), asdict(settings)

    named = (fields or {}).get("id", "id")
    if named not in documents.columns:
        raise _samestory.SamestoryError(f"the rows have no column `{named}`: each needs an id; name it with fields={{'id': ...}}")
    # Rows without an id are rejected wherever they are, so they are spread.
    spread = F.coalesce(F.col(named).cast("string"), F.xxhash64(*documents.columns).cast("string"))
    read = job.stage("documents", lambda: documents.repartition(count, spread).mapInArrow(_reader(fields), _READ))
    kept = read.where("reason is null")

    sketched = job.stage("sketches", lambda: kept.select("id", "text").mapInArrow(_sketcher(given), _SKETCHED))
    # Texts of equal shingles are one from here on, known by their digest.
    texts = job.stage(
        "texts",
        lambda: sketched.where("shingles > 0")
        .groupBy("digest")
        .agg(
            F.min_by(F.struct("shingles", "keys", "probes", "text"), "id").alias("first"),
            F.min("id").alias("id"),
            F.count("*").alias("equals"),
        )
        .select("digest", "id", "equals", "first.*"),
    )

    candidates = [_no_pairs(spark)]
    if core.bands:
        candidates += _by_similarity(job, texts, given, core, count)
    if core.has_probes:
        candidates.append(_by_containment(job, texts, given, count))
    pairs = job.stage("candidates", lambda: _ordered(_union(candidates)).distinct())
    components = _components(job, pairs)

    compared = job.stage("compared", lambda: _compare(texts, pairs, components, given, count))
    ids = texts.select("digest", "id")
    found = (
        compared.where("jaccard is not null")
        .join(ids.select(F.col("digest").alias("one"), F.col("id").alias("first")), "one")
        .join(ids.select(F.col("digest").alias("other"), F.col("id").alias("second")), "other")
        .select("first", "second", "jaccard", "first_in_second", "second_in_first")
    )
    # The group of a text that no candidate has is its own; a text without words is alone.
    members = sketched.select("id", "digest", "shingles").join(
        compared.where("jaccard is null").select(F.col("one").alias("digest"), F.col("other").alias("star")), "digest", "left"
    )
    own = F.when(F.col("shingles") > 0, F.coalesce("star", "digest"))
    grouped = members.select("id", own.alias("star"))
    names = grouped.where("star is not null").groupBy("star").agg(F.min("id").alias("copies"))
    groups = job.stage(
        "groups",
        lambda: grouped.join(names, "star", "left").select("id", F.coalesce("copies", "id").alias("copies")),
    )
    job.must_have("groups", "sketches")
    largest = components.groupBy("component").count().agg(F.max("count")).collect()[0][0]
    rejected = read.where("reason is not null").select(F.col("id").alias("row"), "reason")
    return Copies(groups, job.stage("pairs", lambda: found), rejected, int(largest or 1))


# Stages ---------------------------------------------------------------------------------------------------------------


class _Job:
    """Stages whose results are in a folder. A stage is done when its manifest stands beside them."""

    def __init__(self, spark: SparkSession, work: str, settings: dict[str, Any]) -> None:
        self.spark, self.work = spark, work
        self.settings = json.dumps(settings, sort_keys=True)

    def stage(self, name: str, make: Callable[[], DataFrame]) -> DataFrame:
        """The result of a stage: of an earlier run, if it finished there, else made now."""
        data, manifest = f"{self.work}/{name}", f"{self.work}/{name}.manifest"
        done = self._manifest(manifest)
        if done is None:
            make().write.mode("overwrite").parquet(data)
            rows = self.spark.read.parquet(data).count()
            line = Row(settings=self.settings, rows=rows)
            self.spark.createDataFrame([line]).coalesce(1).write.mode("overwrite").parquet(manifest)
        elif done.settings != self.settings:
            raise _samestory.SamestoryError(
                f"`{self.work}` holds the work of other settings or of another version; delete it, or name another folder"
            )
        result = self.spark.read.parquet(data)
        if done is not None and result.count() != done.rows:
            raise _samestory.SamestoryError(f"`{data}` has not the rows that were written there; delete `{self.work}`")
        return result

    def must_have(self, name: str, as_many_as: str) -> None:
        """Nothing is lost or doubled on the way between two stages."""
        one, other = (self._manifest(f"{self.work}/{stage}.manifest") for stage in (name, as_many_as))
        if one is None or other is None or one.rows != other.rows:
            raise _samestory.SamestoryError(f"the stages `{as_many_as}` and `{name}` differ in rows; delete `{self.work}`")

    def _manifest(self, path: str) -> Row | None:
        try:
            lines = self.spark.read.parquet(path).collect()
        except AnalysisException:
            return None
        return lines[0] if len(lines) == 1 else None


_READ = "id string, text string, reason string"
_SKETCHED = "id string, text string, digest binary, shingles bigint, keys binary, probes binary"
_PAIRS = "one binary, other binary"
_COMPARED = "one binary, other binary, jaccard double, first_in_second double, second_in_first double"


BROKEN = "_no_json"
"""A column that holds what stands in a row's place if it could not be parsed."""


def _reader(fields: dict[str, str] | None) -> Callable[[Batches], Batches]:
    def read(batches: Batches) -> Batches:
        # All rows of an id are here, so that ids are settled as they are among the records of files.
        rows = []
        for batch in batches:
            if BROKEN in batch.schema.names:
                broken = batch.filter(batch[BROKEN].is_valid())
                reasons = [f"the line is no JSON: {line[:200]}" for line in broken[BROKEN].to_pylist()]
                nothing = pyarrow.nulls(len(reasons), "string")
                yield pyarrow.record_batch({"id": nothing, "text": nothing, "reason": pyarrow.array(reasons, "string")})
                batch = batch.filter(batch[BROKEN].is_null()).drop_columns([BROKEN])
            if batch.num_rows:
                rows.append(batch)
        if not rows:
            return
        collection = read_table(pyarrow.Table.from_batches(rows), "rows.jsonl", fields=fields or {})
        ids, texts = collection.texts()
        named = (fields or {}).get("id", "id")
        of_row = [value for batch in rows for value in batch.column(named).to_pylist()]
        lost = [problem for problem in collection.problems if problem["severity"] == "error"]
        # A document without an id got one from its row, which means nothing outside of this partition.
        given = {str(value).strip() for value in of_row if value is not None}
        without = [place for place, document in enumerate(ids.to_pylist()) if document.startswith("rows#") and document not in given]
        keep = [place for place in range(len(ids)) if place not in set(without)]
        rejected = [(of_row[problem["position"]["line"] - 1], problem["message"]) for problem in lost]
        rejected += [(None, "the row has no id") for _ in without]
        yield pyarrow.record_batch(
            {
                "id": pyarrow.array([*ids.take(keep).to_pylist(), *(None if row is None else str(row) for row, _ in rejected)], "string"),
                "text": pyarrow.array([*texts.take(keep).to_pylist(), *(None for _ in rejected)], "string"),
                "reason": pyarrow.array([*(None for _ in keep), *(reason for _, reason in rejected)], "string"),
            }
        )

    return read


def _sketcher(given: dict[str, Any]) -> Callable[[Batches], Batches]:
    def sketch(batches: Batches) -> Batches:
        settings = Settings(**given).core()
        for batch in batches:
            sketched = _samestory.shard_sketch(batch["text"], settings)
            columns = [batch["id"], batch["text"], _binary(sketched["digest"]), *(sketched[name] for name in ("shingles", "keys", "probes"))]
            yield pyarrow.record_batch(columns, names=["id", "text", "digest", "shingles", "keys", "probes"])

    return sketch


def _by_similarity(job: _Job, texts: DataFrame, given: dict[str, Any], core: Any, count: int) -> list[DataFrame]:
    """Pairs that buckets name as often as required, and those of oversized buckets."""

    def buckets(batches: Batches) -> Batches:
        for batch in batches:
            keyed = _samestory.shard_buckets(batch["keys"])
            yield pyarrow.record_batch(
                [keyed["band"], keyed["key"], batch["digest"].take(keyed["row"])], names=["band", "key", "digest"]
            )

    def pairs(batches: Batches) -> Batches:
        rows = _whole(batches)
        if rows is None:
            return
        named, oversized = _samestory.shard_pairs_in_buckets(rows["band"], rows["key"])
        digest = rows["digest"]
        yield from _cut(
            pyarrow.record_batch(
                {
                    "one": digest.take(named["first"]),
                    "other": digest.take(named["second"]),
                    "band": pyarrow.nulls(len(named), "int32"),
                    "key": pyarrow.nulls(len(named), "int32"),
                }
            )
        )
        yield from _cut(
            pyarrow.record_batch(
                {
                    "one": digest.take(oversized),
                    "other": pyarrow.nulls(len(oversized), "binary"),
                    "band": rows["band"].take(oversized),
                    "key": rows["key"].take(oversized),
                }
            )
        )

    def sampled(batches: Batches) -> Batches:
        rows = _whole(batches)
        if rows is None:
            return
        settings = Settings(**given).core()
        table = pyarrow.Table.from_batches([rows]).sort_by([("band", "ascending"), ("key", "ascending")]).combine_chunks()
        ends = [(row["band"], row["key"], row["digest_count"]) for row in table.group_by(["band", "key"]).aggregate([("digest", "count")]).to_pylist()]
        start = 0
        for band, _, members in sorted(ends):
            bucket = table.slice(start, members).combine_chunks().to_batches()[0]
            start += members
            named = _samestory.shard_pairs_in_oversized_bucket(band, bucket["digest"], bucket["shingles"], bucket["keys"], settings)
            digest = bucket["digest"]
            yield pyarrow.record_batch({"one": digest.take(named["first"]), "other": digest.take(named["second"])})

    def named() -> DataFrame:
        keyed = texts.select("digest", "keys").mapInArrow(buckets, "band int, key int, digest binary")
        return keyed.repartition(count, "band", "key").mapInArrow(pairs, "one binary, other binary, band int, key int")

    found = job.stage("buckets", named)
    often = _ordered(found.where("other is not null")).groupBy("one", "other").count().where(F.col("count") >= core.required)
    oversized = found.where("other is null").select(F.col("one").alias("digest"), "band", "key")
    members = oversized.join(texts.select("digest", "shingles", "keys"), "digest").repartition(count, "band", "key")
    return [often.select("one", "other"), job.stage("oversized", lambda: members.mapInArrow(sampled, _PAIRS))]


def _by_containment(job: _Job, texts: DataFrame, given: dict[str, Any], count: int) -> DataFrame:
    """Pairs of a part and a longer text."""
    spark = job.spark
    owners = texts.where("probes is not null")
    number = owners.count()

    def filters(batches: Batches) -> Batches:
        probes = _samestory.ProbeFilter(number)
        for batch in batches:
            probes.add(batch["probes"])
        yield pyarrow.record_batch({"filter": pyarrow.array([probes.to_bytes()], "binary")})

    def gathered() -> DataFrame:
        whole = _samestory.ProbeFilter(number)
        for row in owners.select("probes").coalesce(8).mapInArrow(filters, "filter binary").toLocalIterator():
            whole.add_all(_samestory.ProbeFilter.from_bytes(bytes(row["filter"])))
        return spark.createDataFrame([Row(filter=bytearray(whole.to_bytes()))])

    probes = bytes(job.stage("probes", gathered).collect()[0]["filter"])
    words = given["words"]

    def held(batches: Batches) -> Batches:
        whole = _samestory.ProbeFilter.from_bytes(probes)
        for batch in batches:
            rows = whole.rows(batch["text"], batch["probes"], words)
            yield pyarrow.record_batch(
                [rows["hash"], rows["is_probe"], batch["digest"].take(rows["row"]), batch["shingles"].take(rows["row"])],
                names=["hash", "is_probe", "digest", "shingles"],
            )

    def name(batches: Batches) -> Batches:
        rows = _whole(batches)
        if rows is None:
            return
        named, hidden = _samestory.shard_name_holders(rows["hash"], rows["is_probe"], rows["digest"], rows["shingles"])
        digest = rows["digest"]
        yield from _cut(pyarrow.record_batch({"owner": digest.take(named["first"]), "holder": digest.take(named["second"])}))
        yield from _cut(pyarrow.record_batch({"owner": digest.take(hidden), "holder": pyarrow.nulls(len(hidden), "binary")}))

    def contained(batches: Batches) -> Batches:
        settings = Settings(**given).core()
        for batch in batches:
            is_candidate = _samestory.shard_is_contained(batch["named"], batch["hidden"], settings)
            chosen = batch.filter(is_candidate)
            yield pyarrow.record_batch([chosen["owner"], chosen["holder"]], names=["one", "other"])

    def namings() -> DataFrame:
        rows = texts.select("text", "probes", "digest", "shingles").mapInArrow(
            held, "hash bigint, is_probe boolean, digest binary, shingles bigint"
        )
        # A shingle that nobody is looked for by names nobody.
        return rows.repartition(count, "hash").mapInArrow(name, "owner binary, holder binary")

    found = job.stage("namings", namings)
    named = found.where("holder is not null").groupBy("owner", "holder").agg(F.count("*").alias("named"))
    hidden = found.where("holder is null").groupBy("owner").agg(F.count("*").alias("hidden"))
    counted = named.join(hidden, "owner", "left").select("owner", "holder", "named", F.coalesce("hidden", F.lit(0)).alias("hidden"))
    return counted.mapInArrow(contained, _PAIRS)


def _components(job: _Job, pairs: DataFrame) -> DataFrame:
    """The connected component of each text that has a candidate, known by its least digest: alternating large-star and
    small-star (Kiveris and others, "Connected components in MapReduce and beyond", SoCC 2014)."""

    def large(edges: DataFrame) -> DataFrame:
        both = edges.union(edges.select("other", "one")).toDF("one", "other")
        least = both.groupBy("one").agg(F.least(F.min("other"), F.first("one")).alias("least"))
        return both.join(least, "one").where("other > one").select(F.col("other").alias("one"), F.col("least").alias("other"))

    def small(edges: DataFrame) -> DataFrame:
        down = edges.select(F.greatest("one", "other").alias("one"), F.least("one", "other").alias("other"))
        least = down.groupBy("one").agg(F.min("other").alias("least"))
        moved = down.join(least, "one").where("other != least").select(F.col("other").alias("one"), F.col("least").alias("other"))
        return moved.union(least.select("one", F.col("least").alias("other")))

    def state(edges: DataFrame) -> tuple[int, int]:
        row = edges.agg(F.count("*"), F.coalesce(F.sum(F.xxhash64("one", "other").cast("decimal(38,0)")), F.lit(0))).collect()[0]
        return int(row[0]), int(row[1])

    edges, before, turn = pairs, state(pairs), 0
    while True:
        turn += 1
        last = edges
        edges = job.stage(f"star-{turn}", lambda: small(large(last).distinct()).distinct())
        after = state(edges)
        if after == before:
            break
        before = after
    roots = edges.select(F.col("other").alias("digest"), F.col("other").alias("component")).distinct()
    return job.stage("components", lambda: edges.select(F.col("one").alias("digest"), F.col("other").alias("component")).union(roots))


def _compare(texts: DataFrame, pairs: DataFrame, components: DataFrame, given: dict[str, Any], count: int) -> DataFrame:
    """Every component verified and grouped: rows of a text and the one that its group is known by, and of pairs."""

    def compare(batches: Batches) -> Batches:
        rows = _whole(batches)
        if rows is None:
            return
        settings = Settings(**given).core()
        is_text = rows["text"].is_valid()
        own = rows.filter(is_text)
        digest = own["one"]
        candidates = rows.filter(pyarrow.compute.invert(is_text))
        places = [pyarrow.compute.index_in(candidates[end], digest).to_pylist() for end in ("one", "other")]
        found, groups = _samestory.shard_compare(own["text"], digest, own["shingles"], own["equals"], list(zip(*places)), settings)
        empty = pyarrow.nulls(len(digest), "double")
        yield from _cut(
            pyarrow.record_batch(
                [digest, digest.take(groups), empty, empty, empty],
                names=["one", "other", "jaccard", "first_in_second", "second_in_first"],
            )
        )
        shares = [found[name] for name in ("jaccard", "first_in_second", "second_in_first")]
        yield from _cut(
            pyarrow.record_batch(
                [digest.take(found["first"]), digest.take(found["second"]), *shares],
                names=["one", "other", "jaccard", "first_in_second", "second_in_first"],
            )
        )

    own = texts.join(components, "digest").select(
        "component", F.col("digest").alias("one"), F.lit(None).cast("binary").alias("other"), "text", "shingles", "equals"
    )
    candidates = pairs.join(components.withColumnRenamed("digest", "one"), "one").select(
        "component",
        "one",
        "other",
        F.lit(None).cast("string").alias("text"),
        F.lit(None).cast("bigint").alias("shingles"),
        F.lit(None).cast("bigint").alias("equals"),
    )
    return own.union(candidates).repartition(count, "component").mapInArrow(compare, _COMPARED)


# Rows -----------------------------------------------------------------------------------------------------------------


def _whole(batches: Batches) -> pyarrow.RecordBatch | None:
    """All rows of a partition; none if there are none."""
    rows = [batch for batch in batches if batch.num_rows]
    return pyarrow.concat_batches(rows) if rows else None


def _cut(batch: pyarrow.RecordBatch, most: int = 50_000) -> Batches:
    """Batches that a worker passes on without holding all."""
    for start in range(0, batch.num_rows, most):
        yield batch.slice(start, most)


def _binary(column: pyarrow.Array) -> pyarrow.Array:
    """Spark has no binary of fixed size."""
    return column.cast("binary")


def _no_pairs(spark: SparkSession) -> DataFrame:
    return spark.createDataFrame([], _PAIRS)


def _union(frames: list[DataFrame]) -> DataFrame:
    union = frames[0]
    for frame in frames[1:]:
        union = union.union(frame)
    return union


def _ordered(pairs: DataFrame) -> DataFrame:
    """The lesser digest first."""
    return pairs.select(F.least("one", "other").alias("one"), F.greatest("one", "other").alias("other"))
