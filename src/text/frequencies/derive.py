#!/usr/bin/env python3
"""Derive the general-frequency tables from the PyPI package wordfreq 3.1.1.

usage: derive.py WORDFREQ_DATA_FOLDER OUTPUT_FOLDER      (needs the PyPI package msgpack)

Reads wordfreq/data/large_en.msgpack.gz and small_ko.msgpack.gz and writes en.txt.gz and ko.txt.gz: a line for each
frequency in centibels below 1 (`450` is 10^-4.50), followed by its words in code point order. Words with digits are
left out, and from the Korean table words without Hangul; the English table ends at 7 bels (10^-7).
"""
import gzip
import pathlib
import re
import sys

import msgpack


def derive(source, limit, keep):
    header, *buckets = msgpack.load(gzip.open(source), raw=False)
    assert header == {"format": "cB", "version": 1}, header
    for centibels, words in enumerate(buckets[: limit + 1]):
        kept = sorted(word for word in words if keep(word))
        if kept:
            yield f"{centibels} {' '.join(kept)}\n"


if __name__ == "__main__":
    source, target = map(pathlib.Path, sys.argv[1:])
    no_digit = lambda word: not re.search(r"\d", word)
    hangul = lambda word: no_digit(word) and re.search("[가-힣]", word)
    for name, table, limit, keep in [("en", "large_en", 700, no_digit), ("ko", "small_ko", 800, hangul)]:
        text = "".join(derive(source / f"{table}.msgpack.gz", limit, keep))
        (target / f"{name}.txt.gz").write_bytes(gzip.compress(text.encode(), 9, mtime=0))
