#!/usr/bin/env bash
# Instructions that `samestory copies` takes for a byte of text, stage by stage: the same in every run, however busy the
# machine is. Needs valgrind, and
#   cargo build --release
#   cargo bench --bench workload -- --documents 2000 --seed 11 --output target/workload2k
#   benches/instructions.sh target/release/samestory target/workload2k/documents.jsonl
set -euo pipefail
samestory=$1
documents=$2
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
RAYON_NUM_THREADS=1 valgrind --tool=callgrind --callgrind-out-file="$folder/out" \
    "$samestory" copies --similarity 0.7 --list pairs --format csv -o "$folder/pairs.csv" "$documents" 2> "$folder/log"
bytes=$(stat -c %s "$documents")
callgrind_annotate --inclusive=yes --threshold=100 "$folder/out" > "$folder/inclusive"
callgrind_annotate --threshold=100 "$folder/out" > "$folder/own"
total=$(grep -m1 'PROGRAM TOTALS' "$folder/own" | grep -o '^[0-9, ]*' | tr -d ', ')
printf 'instructions a byte: %s\n' "$(awk "BEGIN { printf \"%.1f\", $total / $bytes }")"
# The functions that stand for a stage, with all that they call.
for stage in 'Fieldwise>*::item' 'word_hashes' 'Shingler::shingle' 'Signature::of' 'Sketcher::sketch' \
    'candidates::propose' 'batches::part' 'copies::compare' 'listing::list'; do
    count=$(grep -E "$stage" "$folder/inclusive" | head -1 | grep -oE '^ *[0-9,]+' | tr -d ', ' || true)
    [ -n "$count" ] && printf '%-22s %6.1f\n' "$stage" "$(awk "BEGIN { print $count / $bytes }")"
done
printf '\nThe functions with the most instructions of their own, a byte:\n'
grep -E '^ *[0-9,]+ \(' "$folder/own" | head -14 | awk -v bytes="$bytes" '{ gsub(",", "", $1); own = $1; $1 = ""; $2 = ""; printf "%6.1f %s\n", own / bytes, substr($0, 1, 150) }'
