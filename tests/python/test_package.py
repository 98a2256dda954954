"""The Python package: what goes in, what comes out, what is refused. The rules themselves are tested in Rust."""

import json
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pandas
import polars
import pyarrow
import pytest

import samestory

NEWS = Path(__file__).parents[2] / "data" / "news"
FERRY = (
    "The night ferry Haedoji ran onto the Gomsae reef off Geomundo at dawn with 214 people aboard; coast guard cutters took "
    "everyone off within ninety minutes and the captain, Pi Seong-rok, blamed a fogged radar."
)
RETOLD = (
    "All 214 passengers and crew were rescued after the Haedoji, a ferry bound for Geomundo, struck the Gomsae reef in thick "
    "fog. Captain Pi Seong-rok told the coast guard that his radar had failed."
)
CHESS = "Twelve-year-old Ma Ro-un beat three grandmasters in Daejeon and became the youngest winner of the Hanbit Open."
RECORDS = [
    {"id": "noon", "text": FERRY, "published": "2025-03-02", "desk": {"rank": 7}},
    {"id": "night", "text": RETOLD, "published": "2025-03-02", "desk": None},
    {"id": "chess", "text": CHESS, "published": "2025-03-02", "desk": None},
]
COLUMN = [FERRY, None, "", FERRY.replace("dawn", "dusk")]
# Everything that holds a column of texts.
COLUMNS = {
    "list": COLUMN,
    "string": pyarrow.array(COLUMN),
    "large": pyarrow.array(COLUMN, pyarrow.large_string()),
    "view": pyarrow.array(COLUMN, pyarrow.string_view()),
    "slice": pyarrow.array(["before", *COLUMN, "behind"]).slice(1, 4),
    "chunks": pyarrow.chunked_array([COLUMN[:1], COLUMN[1:]]),
    "polars": polars.Series(COLUMN),
    "pandas": pandas.Series(COLUMN),
}


def stories(clustering):
    return sorted(sorted(story["documents"]) for story in clustering.stories)


@pytest.fixture(scope="module")
def news():
    return samestory.read(NEWS)


def test_a_folder_is_read_and_clustered_as_by_the_command_line(news):
    command = os.environ.get("SAMESTORY")
    if command is None:
        pytest.skip("SAMESTORY does not name the program")
    lines = subprocess.run([command, "cluster", str(NEWS), "--format", "jsonl"], capture_output=True, check=True).stdout
    assert samestory.cluster(news).json_lines() == lines


def test_documents_are_found_by_place_and_by_id(news):
    first = news[0]
    assert news[first.id].id == first.id and news[-1].id > first.id
    assert first.record()["id"] == first.id and first.text
    assert list(first.record())[:2] == ["schema", "id"], "in the order of the record"
    with pytest.raises(IndexError):
        news[len(news)]
    with pytest.raises(KeyError, match="no document has the id `nobody`"):
        news["nobody"]


@pytest.mark.parametrize("make", [list, pyarrow.Table.from_pylist, polars.DataFrame, pandas.DataFrame])
def test_records_and_tables_are_one_collection(make):
    clustering = samestory.cluster(make(RECORDS))
    assert stories(clustering) == [["chess"], ["night", "noon"]]
    rows = clustering.assignments().to_pylist()
    assert [row["document"] for row in rows] == ["chess", "night", "noon"]
    assert rows[1]["story"] == rows[2]["story"] != rows[0]["story"]
    assert clustering.record(2)["extra"]["desk"] == {"rank": 7}


def test_tables_of_several_batches_and_types_are_read():
    table = pyarrow.table(
        {
            "key": [1, 2, 3],
            "body": pyarrow.chunked_array([[FERRY], [RETOLD, CHESS]]),
            "date": pyarrow.array([1740873600, None, 1740873600], pyarrow.timestamp("s", "UTC")),
        }
    )
    read = samestory.read_table(table, fields={"id": "key", "text": "body"})
    assert [document.id for document in map(read.__getitem__, range(3))] == ["1", "2", "3"]
    assert read["1"].published.startswith("2025-03-02T00:00:00") and read["2"].published is None


def test_what_cannot_be_read_is_told_with_its_row():
    broken = [*RECORDS, {"id": "empty"}]
    with pytest.raises(samestory.InputError, match="records.jsonl:4: the record has neither a title nor a text"):
        samestory.cluster(broken)
    with pytest.raises(samestory.InputError, match="table.jsonl:4"):
        samestory.cluster(polars.DataFrame(broken))
    read = samestory.read_records(broken)
    assert len(read) == 3 and read.problems[0]["position"] == {"line": 4}
    with pytest.raises(samestory.InputError, match="/nowhere: cannot be read"):
        samestory.read("/nowhere", strict=True)
    assert samestory.read("/nowhere").problems[0]["severity"] == "error"


def test_a_raw_page_is_cleaned():
    page = next(path for path in sorted(NEWS.rglob("*.txt")))
    read = samestory.read_bytes(page.read_bytes(), page.name)
    assert read[0].title and "\n" not in read[0].title


def test_why_two_are_one_story_and_what_each_says():
    clustering = samestory.cluster(RECORDS)
    explained = clustering.explain("noon", "night")
    assert explained["relation"] == "same_story" and "haedoji" in str(explained["evidence"]["shared"])
    assert clustering.explain("noon", "chess")["relation"] == "two_stories"
    collection = samestory.read_records(RECORDS)
    compared = samestory.compare(collection["noon"], collection["night"])
    assert compared["schema"] == "samestory.comparison/1"
    assert "<html" in samestory.compare_page([collection["noon"], collection["night"]])
    with pytest.raises(samestory.SamestoryError, match="name two or more"):
        samestory.compare(collection["noon"])


def test_overrides_hold(tmp_path):
    ruling = tmp_path / "stories.toml"
    ruling.write_text('[[different]]\ndocuments = ["noon", "night"]\nby = "desk"\nwhen = 2025-03-03\nwhy = "a test"\n')
    assert stories(samestory.cluster(RECORDS, overrides=ruling)) == [["chess"], ["night"], ["noon"]]
    ruling.write_text("[[different]]\n")
    with pytest.raises(samestory.SamestoryError, match="stories.toml"):
        samestory.cluster(RECORDS, overrides=[ruling])


@pytest.mark.parametrize("column", COLUMNS.values(), ids=COLUMNS.keys())
def test_columns_of_any_kind_are_signed_and_compared(column):
    signatures = samestory.signatures(column)
    assert signatures.type == pyarrow.binary(512) and signatures.null_count == 2
    assert signatures[0].as_py() == samestory.signature(FERRY)
    copies = samestory.copies(column)
    assert copies.groups == [[0, 3], [1], [2]]
    assert copies.group_of().to_pylist() == [0, 1, 2, 0]
    pair = copies.pairs().to_pylist()[0]
    assert pair["jaccard"] == samestory.similarity(COLUMN[0], COLUMN[3])["jaccard"]


def test_nothing_comes_of_nothing():
    for column in ([], pyarrow.array([], "string"), pyarrow.chunked_array([], "string"), polars.Series([], dtype=polars.String)):
        assert len(samestory.signatures(column)) == 0 and samestory.copies(column).groups == []
    assert samestory.cluster([]).stories == [] and samestory.cluster(pyarrow.table({})).stories == []


def test_signatures_estimate_and_bands_find():
    signatures = samestory.signatures([FERRY, FERRY.replace("dawn", "dusk"), CHESS])
    estimates = samestory.estimates(signatures.take([0, 0, 0]), signatures).to_pylist()
    exact = samestory.similarity(FERRY, FERRY.replace("dawn", "dusk"))["jaccard"]
    assert estimates[0] == 1 and abs(estimates[1] - exact) < 0.2 and estimates[2] < 0.1
    bands = samestory.Bands.choose(0.7)
    keys = samestory.band_keys(signatures, bands).to_pylist()
    shared = sum(one == other for one, other in zip(keys[0], keys[1]))
    assert shared >= bands.required and bands.recall_at(0.7) >= 0.995
    assert not any(one == other for one, other in zip(keys[0], keys[2]))
    with pytest.raises(samestory.SamestoryError, match="row by row"):
        samestory.estimates(signatures, signatures.slice(1))
    with pytest.raises(samestory.SamestoryError, match=r"FixedSizeBinary\(512\)"):
        samestory.band_keys(pyarrow.array([b"short"]), bands)


def test_shingles_are_hashes_of_words():
    assert len(samestory.shingles("one two three four five six")) == 2
    assert samestory.shingles("One, TWO three four five six") == samestory.shingles("one two three four five six")
    assert len(samestory.shingles("")) == 0 and samestory.signature("") is None
    with pytest.raises(samestory.SamestoryError):
        samestory.shingles("one", words=0)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: samestory.copies([FERRY, 7]), "row 1 is no text"),
        (lambda: samestory.signatures(pyarrow.array([1])), "of Int64; cast it"),
        (lambda: samestory.copies([FERRY], published=["yesterday"]), "row 0 of published"),
        (lambda: samestory.copies([FERRY], sources=["a", "b"]), "sources has 2 rows"),
        (lambda: samestory.copies([FERRY], similarity=7), "similarity is above 0 to 1"),
        (lambda: samestory.copies([FERRY], group="loose"), "stars, complete, average or components"),
        (lambda: samestory.cluster(RECORDS, window=-1), "a number of days"),
        (lambda: samestory.Bands(100, 100), "128 rows"),
        (lambda: samestory.cluster({"id": "a"}), "a dict is no table"),
        (lambda: samestory.group([float("nan")], samestory.Scores(samestory.read_records(RECORDS)).links()), "shortness of document 0"),
        (lambda: samestory.read(NEWS, format="pdf"), "no format `pdf`"),
        (lambda: samestory.read_records(RECORDS, fields={"txt": "text"}), "unknown field"),
    ],
)
def test_what_makes_no_sense_is_refused_with_the_cure(call, message):
    with pytest.raises(samestory.SamestoryError, match=message):
        call()


def test_links_and_groups_are_those_of_the_clustering(news):
    scores = samestory.Scores(news)
    ids = [news[place].id for place in range(len(news))]
    groups = samestory.group(scores.shortness(), scores.links())
    assert sorted(place for group in groups for place in group) == list(range(len(news)))
    pair = next(group for group in groups if len(group) > 1)[:2]
    assert scores.pair(ids[pair[0]], ids[pair[1]])["score"] > 0
    beyond = pyarrow.record_batch({"first": pyarrow.array([0], "uint64"), "second": pyarrow.array([9], "uint64"), "score": [0.5]})
    with pytest.raises(samestory.SamestoryError, match="row 0 of the links names document 9, and there are 2"):
        samestory.group([0.0, 0.0], beyond)
    nothing = beyond.set_column(1, "second", pyarrow.array([None], "uint64"))
    with pytest.raises(samestory.SamestoryError, match="row 0 of the links has a null"):
        samestory.group([0.0, 0.0], nothing)
    evidence = samestory.evidence(news[0])
    assert evidence["terms"][0]["kind"] in ("word", "bigram", "name", "figure", "form")


def test_boilerplate_is_learned_by_source():
    notice = "This report was made by the harbour desk and may be used by members of the pool alone until the end of the month. "
    plain = [f"{word} {word}s say that {word} number {number} went to town" for number, word in enumerate("abcdefghijkl")]
    news = [(f"w{number}x " * 3) + text for number, text in enumerate(plain)]
    copies = samestory.copies([notice + text for text in news], sources=["desk"] * 12)
    assert all(len(group) == 1 for group in copies.groups) or copies.boilerplate
    assert samestory.copies([FERRY], sources=[None]).report["sources"] == 0


def test_other_threads_go_on_while_work_is_done():
    texts = [f"{CHESS} {number} {FERRY}" * 20 for number in range(4000)]
    column = pyarrow.array(texts)
    beats = []
    is_done = threading.Event()

    def beat():
        while not is_done.wait(0.002):
            beats.append(time.monotonic())

    thread = threading.Thread(target=beat)
    thread.start()
    began = time.monotonic()
    samestory.signatures(column)
    ended = time.monotonic()
    is_done.set()
    thread.join()
    during = [beat for beat in beats if began < beat < ended]
    assert len(during) >= 2 or ended - began < 0.02, f"{len(during)} beats in {ended - began:.3f} s"


def test_shards_give_the_sketches_that_an_engine_shuffles():
    from samestory import _samestory as core

    settings = core.ShardSettings()
    sketched = core.shard_sketch([FERRY, FERRY.replace("dawn", "dusk"), CHESS, ""], settings)
    assert sketched["shingles"].to_pylist()[3] == 0 and sketched["digest"][0] != sketched["digest"][1]
    keyed = core.shard_buckets(sketched["keys"])
    assert keyed.num_rows == 4 * settings.bands
    pairs, oversized = core.shard_pairs_in_buckets(keyed["band"], keyed["key"])
    rows = keyed["row"].to_pylist()
    named = [sorted((rows[first], rows[second])) for first, second in zip(*(pairs[end].to_pylist() for end in ("first", "second")))]
    assert named.count([0, 1]) >= settings.required and not any(2 in pair for pair in named) and len(oversized) == 0
    ones = pyarrow.array([1, 1])
    found, groups = core.shard_compare(
        [FERRY, FERRY.replace("dawn", "dusk")], sketched["digest"].slice(0, 2), sketched["shingles"].slice(0, 2), ones, [(1, 0)], settings
    )
    assert found.num_rows == 1 and len(set(groups.to_pylist())) == 1
    with pytest.raises(samestory.SamestoryError, match="is of none of the 1 texts"):
        core.shard_compare([FERRY], sketched["digest"].slice(0, 1), sketched["shingles"].slice(0, 1), ones.slice(1), [(1, 0)], settings)
    with pytest.raises(samestory.SamestoryError, match="`digest` has 3"):
        core.shard_compare([FERRY], sketched["digest"].slice(0, 3), sketched["shingles"], ones, [], settings)
    with pytest.raises(samestory.SamestoryError, match="columns of one table"):
        core.shard_name_holders(pyarrow.array([1, 2]), pyarrow.array([True]), sketched["digest"], sketched["shingles"])
    filter = core.ProbeFilter(2)
    with pytest.raises(samestory.SamestoryError, match="other numbers of texts"):
        filter.add_all(core.ProbeFilter(2_000))


def test_every_name_has_a_type():
    stub = Path(samestory.__file__).with_name("_samestory.pyi").read_text()
    module = sys.modules["samestory._samestory"]
    for name in dir(module):
        if not name.startswith("__"):
            assert f"def {name}(" in stub or f"class {name}" in stub or f"{name}: " in stub, name
            for member in dir(getattr(module, name)) if f"class {name}:" in stub else []:
                assert member.startswith("_") or f"def {member}(" in stub, f"{name}.{member}"
    assert Path(samestory.__file__).with_name("py.typed").exists()
    assert json.loads(json.dumps(sorted(samestory.__all__))) == sorted(samestory.__all__)
