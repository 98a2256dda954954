# Short names for the commands of the project. `just` lists them; `just ci` is what every change must pass.

# List the recipes
default:
    @just --list

# All that a change must pass
ci:
    .ci/run

# Type-check everything
check:
    cargo check --all-targets --locked

# Run all tests
test:
    cargo test

# Lint, warnings as errors
lint:
    cargo fmt --check
    cargo clippy --all-targets --locked -- -D warnings

# Format the sources
format:
    cargo fmt

# Build the documentation of the library
doc:
    RUSTDOCFLAGS='-D warnings' cargo doc --no-deps --locked

# Measure how long the work takes, on invented text and on the sample news
bench:
    cargo bench --locked --bench copies --bench clustering

# Measure time and memory of the whole job on invented streams of so many documents (a million needs some 13 GiB)
scale documents='10000,100000':
    cargo bench --locked --bench scale -- --documents {{ documents }}

# Check licences, advisories and sources of the dependencies (needs cargo-deny)
deny:
    cargo deny check

# Group the sample news
sample:
    cargo run --release -- cluster data/news
