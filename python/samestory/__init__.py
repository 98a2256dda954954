"""Find which news stories are the same: copies, revisions, and one event told in other words.

Everything that decides is Rust. The functions take and give Arrow where they can; docs/python.md tells them one by one.
"""

from __future__ import annotations

import json as _json
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import Any as _Any

from . import _samestory
from ._samestory import (
    SHINGLE_VERSION,
    SIGNATURE_VERSION,
    Bands,
    Clustering,
    Collection,
    Copies,
    Document,
    InputError,
    SamestoryError,
    Scores,
    __version__,
    compare_page,
    evidence,
    group,
    read_bytes,
    shingles,
    signature,
    similarity,
)

__all__ = [
    "SHINGLE_VERSION",
    "SIGNATURE_VERSION",
    "Bands",
    "Clustering",
    "Collection",
    "Copies",
    "Document",
    "InputError",
    "SamestoryError",
    "Scores",
    "__version__",
    "band_keys",
    "cluster",
    "compare",
    "compare_page",
    "copies",
    "estimates",
    "evidence",
    "group",
    "read",
    "read_bytes",
    "read_records",
    "read_table",
    "shingles",
    "signature",
    "signatures",
    "similarity",
]


def _column(column: _Any) -> _Any:
    """One array of Arrow of whatever holds a column; sequences of Python as they are."""
    if hasattr(column, "__arrow_c_array__") or not hasattr(column, "__arrow_c_stream__"):
        return column
    import pyarrow

    chunks = pyarrow.chunked_array(column)
    if chunks.num_chunks == 0:
        return pyarrow.array([], chunks.type)
    return chunks.chunk(0) if chunks.num_chunks == 1 else pyarrow.concat_arrays(chunks.chunks)


def _table(table: _Any) -> _Any:
    """A stream of record batches of whatever holds a table."""
    if hasattr(table, "__arrow_c_stream__"):
        return table
    import pyarrow

    if hasattr(table, "__arrow_c_array__"):
        return pyarrow.Table.from_batches([pyarrow.record_batch(table)])
    if not hasattr(table, "columns"):
        raise SamestoryError(f"a {type(table).__name__} is no table; give a collection, a table, or a list of records")
    return pyarrow.Table.from_pandas(table, preserve_index=False)


def read(paths: _Any, **settings: _Any) -> Collection:
    """Reads a file or a folder, or several."""
    several = [paths] if isinstance(paths, str) or hasattr(paths, "__fspath__") else list(paths)
    return _samestory.read(several, **settings)


def read_records(records: _Iterable[_Mapping[str, _Any]], name: str = "records.jsonl", **settings: _Any) -> Collection:
    """Reads dictionaries as the records of a file of JSON Lines of this name."""
    lines = "\n".join(_json.dumps(record, ensure_ascii=False, default=str) for record in records)
    return _samestory.read_bytes(lines.encode("utf-8", "surrogatepass"), name, format="jsonl", **settings)


def read_table(table: _Any, name: str = "table.jsonl", **settings: _Any) -> Collection:
    """Reads the rows of a table (Arrow, Polars, pandas, DuckDB) as the records of a file of this name."""
    return _samestory.read_table(_table(table), name, **settings)


def _collection(documents: _Any) -> Collection:
    if isinstance(documents, Collection):
        return documents
    if isinstance(documents, (list, tuple)):
        return read_records(documents, strict=True)
    return read_table(documents, strict=True)


def cluster(documents: _Any, **settings: _Any) -> Clustering:
    """Groups documents into copies and stories: a collection, a table, or a list of records."""
    overrides = settings.pop("overrides", None)
    if overrides is not None and (isinstance(overrides, str) or hasattr(overrides, "__fspath__")):
        overrides = [overrides]
    return _samestory.cluster(_collection(documents), overrides=overrides, **settings)


def compare(*documents: Document) -> dict[str, _Any]:
    """What documents have in common and what not, as `samestory compare --format json`."""
    return _samestory.compare(list(documents))


def copies(texts: _Any, *, sources: _Any = None, published: _Any = None, **settings: _Any) -> Copies:
    """Finds the near-duplicates among texts: a column of Arrow, a series, or a list."""
    return _samestory.find_copies(
        _column(texts),
        sources=None if sources is None else _column(sources),
        published=None if published is None else _column(published),
        **settings,
    )


def signatures(texts: _Any, words: int = 5) -> _Any:
    """The signatures of a column of texts, FixedSizeBinary(512); null for a text without words."""
    return _samestory.signatures(_column(texts), words)


def estimates(first: _Any, second: _Any) -> _Any:
    """The estimated Jaccard similarities of two columns of signatures, row by row."""
    return _samestory.estimates(_column(first), _column(second))


def band_keys(signatures: _Any, bands: Bands) -> _Any:
    """The keys of a column of signatures, one a band, as a list column of uint64."""
    return _samestory.band_keys(_column(signatures), bands)
