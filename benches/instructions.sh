#!/usr/bin/env bash
# Instructions that `samestory copies` takes for a byte of text, stage by stage: the same in every run, however busy the
# machine is. Needs valgrind, and
#   cargo build --release
#   cargo bench --bench workload -- --documents 100000 --seed 11 --output target/workload
#   head -2000 target/workload/documents.jsonl > target/first.jsonl
#   benches/instructions.sh target/release/samestory target/first.jsonl
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
for stage in 'Fieldwise>*::item' 'append_hashes' 'Signature::of' 'Sketcher::sketch' 'copies::compare'; do
    count=$(grep -E "$stage" "$folder/inclusive" | head -1 | grep -oE '^ *[0-9,]+' | tr -d ', ' || true)
    [ -n "$count" ] && printf '%-22s %6.1f\n' "$stage" "$(awk "BEGIN { print $count / $bytes }")"
done
printf '\nThe functions with the most instructions of their own, a byte:\n'
grep -E '^ *[0-9,]+ \(' "$folder/own" | grep -v 'PROGRAM TOTALS' | head -12 | awk -v bytes="$bytes" '{
    own = $1; gsub(",", "", own); sub(/^[^)]*\) */, ""); sub(/ \[[^]]*\]$/, ""); printf "%6.1f %s\n", own / bytes, substr($0, 1, 140)
}'
