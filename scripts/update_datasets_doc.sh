#!/bin/bash
# Prints the scores of the bundled suites into docs/datasets.md, between its two marks.
#   scripts/update_datasets_doc.sh [RUNS]
# RUNS is a folder with a run for each suite, named as the suite; a run that is missing or unfinished is made or goes on:
# all of them take some hours on two cores. With ONLY_PRINT=1 nothing is run, and the runs that are there are printed.
# GATEWISE names the program, SUITES the suites.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
program=${GATEWISE:-$root/build/release/gatewise}
runs=${1:-$root/runs/datasets}
suites=${SUITES:-$(cd "$root/suites" && for file in *.toml; do echo "${file%.toml}"; done)}

paths=()
for suite in $suites; do
  if [ -z "${ONLY_PRINT:-}" ]; then
    "$program" run "$root/suites/$suite.toml" --out "$runs/$suite" > /dev/null || [ $? -eq 2 ]
  fi
  [ ! -e "$runs/$suite/run.json" ] || paths+=("$runs/$suite")
done

scores=$(mktemp)
trap 'rm -f "$scores"' EXIT
"$program" runs scores "${paths[@]}" > "$scores"
awk -v scores="$scores" '
  /<!-- scores: end -->/ { within = 0 }
  !within { print }
  /<!-- scores: begin -->/ { within = 1; while ((getline line < scores) > 0) print line }
' "$root/docs/datasets.md" > "$root/docs/datasets.md.new"
mv "$root/docs/datasets.md.new" "$root/docs/datasets.md"
echo "docs/datasets.md holds the scores of: ${paths[*]##*/}"
