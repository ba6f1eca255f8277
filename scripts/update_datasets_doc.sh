#!/bin/bash
# Prints into docs/datasets.md, each between its two marks, the scores of the bundled suites and whether those of
# suites/quality reached their goals.
#   scripts/update_datasets_doc.sh [RUNS]
# RUNS is a folder with a run for each suite, named as the suite; a run that is missing or unfinished is made or goes on:
# all of them take some hours on two cores, those of suites/quality less than half an hour. With ONLY_PRINT=1 nothing is
# run, and the runs that are there are printed. GATEWISE names the program, SUITES and QUALITY the suites of each table;
# a table of which no suite is named is left as it is: SUITES= scripts/update_datasets_doc.sh prints the goals alone.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
program=${GATEWISE:-$root/build/release/gatewise}
runs=${1:-$root/runs/datasets}
suites=${SUITES-$(cd "$root/suites" && for file in *.toml; do echo "${file%.toml}"; done)}
quality=${QUALITY-$(cd "$root/suites" && for file in quality/*.toml; do echo "${file%.toml}"; done)}
table=$(mktemp)
trap 'rm -f "$table"' EXIT

# print_table MARK OPTION... -- SUITE...
print_table() {
  local mark=$1 options=() paths=()
  shift
  while [ "$1" != -- ]; do
    options+=("$1")
    shift
  done
  shift
  [ $# -gt 0 ] || return 0
  for suite in "$@"; do
    if [ -z "${ONLY_PRINT:-}" ]; then
      "$program" run "$root/suites/$suite.toml" --out "$runs/$suite" > /dev/null || [ $? -eq 2 ]
    fi
    [ ! -e "$runs/$suite/run.json" ] || paths+=("$runs/$suite")
  done
  [ ${#paths[@]} -gt 0 ] || return 0
  "$program" runs scores ${options[@]+"${options[@]}"} "${paths[@]}" > "$table"
  awk -v table="$table" -v mark="$mark" '
    $0 == "<!-- " mark ": end -->" { within = 0 }
    !within { print }
    $0 == "<!-- " mark ": begin -->" { within = 1; while ((getline line < table) > 0) print line }
  ' "$root/docs/datasets.md" > "$root/docs/datasets.md.new"
  mv "$root/docs/datasets.md.new" "$root/docs/datasets.md"
  echo "docs/datasets.md holds the $mark of: ${paths[*]#"$runs/"}"
}

# shellcheck disable=SC2086
print_table scores -- $suites
# shellcheck disable=SC2086
print_table goals --goals -- $quality
