"""Copies on Spark are those of one process. Needs pyspark and Java; skipped where they are missing."""

import os
import random
import shutil
import sys

import pyarrow
import pytest

import samestory

pyspark = pytest.importorskip("pyspark")
if shutil.which("java") is None:
    pytest.skip("there is no Java", allow_module_level=True)

from pyspark.sql import SparkSession  # noqa: E402

from samestory import spark as on_spark  # noqa: E402


@pytest.fixture(scope="module")
def session():
    # Workers are of this environment.
    os.environ["PYSPARK_PYTHON"] = sys.executable
    builder = SparkSession.builder.master("local[2]").appName("samestory")
    for name, value in {
        "spark.ui.enabled": "false",
        "spark.sql.shuffle.partitions": "4",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.host": "127.0.0.1",
    }.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    yield session
    session.stop()


def words(stem, count):
    return " ".join(f"{stem}{number}" for number in range(count))


def news(count, seed):
    """Texts of few sentences, that overlap in every way there is, and revisions of one template."""
    draw = random.Random(seed)
    texts = []
    for _ in range(count):
        sentences = [words(f"s{draw.randrange(40)}w", 14) for _ in range(draw.randrange(9))]
        texts.append(". ".join(sentences))
    template = words("template", 180)
    texts += [f"{words(f'a{number // 2}w', 20)} {template} {words(f'b{number}w', 25)}" for number in range(600)]
    texts += [words("template", 30), "Bridge closed", "bridge closed!", "", " … "]
    return [{"id": f"d{number:05}", "text": text, "title": "A title"} for number, text in enumerate(texts)]


def one_process(rows, **settings):
    collection = samestory.read_records(rows)
    ids, texts = collection.texts()
    ids = ids.to_pylist()
    copies = samestory.copies(texts, keep_boilerplate=True, **settings)
    groups = sorted(sorted(ids[row] for row in group) for group in copies.groups)
    firsts = {}
    for group in copies.groups:
        for row in group:
            firsts[ids[row]] = row
    return groups, copies


def groups_of(frame):
    groups = {}
    for row in frame.collect():
        groups.setdefault(row["copies"], []).append(row["id"])
    for name, members in groups.items():
        assert name == min(members), "a group is known by its least id"
    return sorted(sorted(members) for members in groups.values())


def frame_of(session, rows, parts=3):
    schema = "id string, title string, text string"
    return session.createDataFrame([(row["id"], row.get("title"), row["text"]) for row in rows], schema).repartition(parts)


@pytest.mark.parametrize(("seed", "parts"), [(1, 1), (2, 5)])
def test_groups_and_pairs_are_those_of_one_process(session, tmp_path, seed, parts):
    rows = news(300, seed)
    found = on_spark.find_copies(frame_of(session, rows, parts), str(tmp_path / "work"), partitions=parts + 2)
    groups, copies = one_process(rows)
    assert copies.report["oversized_buckets"] > 0 and copies.report["oversized_probes"] > 0
    assert groups_of(found.documents) == groups
    assert found.largest_component >= 601
    ids = [row["id"] for row in samestory.read_records(rows) and sorted(rows, key=lambda row: row["id"])]
    exact = {}
    for pair in copies.pairs().to_pylist():
        exact[frozenset((ids[pair["first"]], ids[pair["second"]]))] = pair["jaccard"]
    pairs = {frozenset((row["first"], row["second"])): row["jaccard"] for row in found.pairs.collect()}
    assert pairs and all(exact[pair] == jaccard for pair, jaccard in pairs.items())


@pytest.mark.parametrize("settings", [{"containment": None}, {"similarity": None}, {"similarity": 0.5, "group": "complete"}])
def test_settings_mean_the_same(session, tmp_path, settings):
    rows = news(120, 3)[:320]
    found = on_spark.find_copies(frame_of(session, rows), str(tmp_path), settings=on_spark.Settings(**settings))
    assert groups_of(found.documents) == one_process(rows, **settings)[0]


def test_shared_ids_and_rows_that_cannot_be_read(session, tmp_path):
    rows = [
        {"id": "a", "text": words("one", 30)},
        {"id": "a", "text": words("two", 30)},
        {"id": "a", "text": words("one", 30)},
        {"id": "b", "text": words("two", 30)},
        {"id": "c", "text": None},
        {"id": None, "text": words("three", 30)},
    ]
    found = on_spark.find_copies(frame_of(session, rows), str(tmp_path))
    with_ids = [row for row in rows if row["id"] and row["text"]]
    assert groups_of(found.documents) == one_process(with_ids)[0]
    assert sorted((str(row["row"]), row["reason"]) for row in found.rejected.collect()) == [
        ("None", "the row has no id"),
        ("c", "the record has neither a title nor a text"),
    ]
    with pytest.raises(samestory.SamestoryError, match="no column `key`"):
        on_spark.find_copies(frame_of(session, rows), str(tmp_path), fields={"id": "key"})


def test_a_job_that_was_stopped_goes_on_and_work_of_others_is_refused(session, tmp_path, monkeypatch):
    rows = news(60, 4)[:200]
    frame, work = frame_of(session, rows), str(tmp_path / "work")
    stages = []
    stage = on_spark._Job.stage

    def stopped(job, name, make):
        if name == "components":
            raise KeyboardInterrupt
        return stage(job, name, make)

    monkeypatch.setattr(on_spark._Job, "stage", stopped)
    with pytest.raises(KeyboardInterrupt):
        on_spark.find_copies(frame, work)

    def watched(job, name, make):
        return stage(job, name, lambda: stages.append(name) or make())

    monkeypatch.setattr(on_spark._Job, "stage", watched)
    found = on_spark.find_copies(frame, work)
    assert stages == ["components", "compared", "groups", "pairs"], "what was done is not done again"
    assert groups_of(found.documents) == one_process(rows)[0]
    with pytest.raises(samestory.SamestoryError, match="of other settings"):
        on_spark.find_copies(frame, work, settings=on_spark.Settings(similarity=0.5))


def test_nothing_comes_of_nothing(session, tmp_path):
    found = on_spark.find_copies(frame_of(session, []), str(tmp_path))
    assert found.documents.count() == found.pairs.count() == found.rejected.count() == 0
    assert found.largest_component == 1
    assert pyarrow.__version__
