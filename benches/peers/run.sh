#!/usr/bin/env bash
# Installs the tools of requirements.txt apart from the system and measures them beside samestory; see README.md.
set -euo pipefail

here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
root="$(cd "$here/../.." && pwd)"
environment="${PEERS_ENVIRONMENT:-$root/target/peers}"

if [[ $# -eq 0 ]]; then
    printf 'usage: %s DOCUMENTS.jsonl [--samestory COMMAND] [--rounds N] [further options, see --help]\n' "$0" >&2
    exit 2
fi
for tool in python3 taskset; do
    if ! command -v "$tool" >/dev/null; then
        printf '%s is needed and is not there\n' "$tool" >&2
        exit 2
    fi
done

# Installed once, and again when the requirements change.
if ! cmp --silent "$here/requirements.txt" "$environment/installed.txt"; then
    python3 -m venv "$environment"
    "$environment/bin/python" -m pip install --quiet --requirement "$here/requirements.txt"
    cp "$here/requirements.txt" "$environment/installed.txt"
fi

# The floor in Rust is a part of the bench `workload`; without cargo it is left out.
parse=()
if command -v cargo >/dev/null; then
    built="$(cargo bench --manifest-path "$root/Cargo.toml" --locked --bench workload --no-run --message-format json |
        "$environment/bin/python" -c '
import json, sys
messages = map(json.loads, sys.stdin)
made = [m["executable"] for m in messages if m.get("target", {}).get("name") == "workload" and m.get("executable")]
print(made[-1] if made else "")')"
    [[ -n "$built" ]] && parse=(--parse "$built")
fi

# No compiled files among the sources.
export PYTHONDONTWRITEBYTECODE=1
exec "$environment/bin/python" "$here/compare.py" "${parse[@]}" "$@"
