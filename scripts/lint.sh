#!/bin/bash
# Runs clang-tidy (see .clang-tidy) on what a change touches; any finding in a unit that was looked at fails.
#   scripts/lint.sh [BASE]  the sources that differ from the commit BASE; by default from $GATEWISE_BASE, else from the newest commit that
#                           is a day older than HEAD, else (where the history is shorter) the whole tree
#   scripts/lint.sh --all   the whole tree
# The preset asan-ubsan must be configured: its units are the ones that clang compiles.
set -euo pipefail
cd "$(dirname "$0")/.."
tree=build/asan-ubsan
finding=': (warning|error): '
export tree finding

give_up() {
  echo "lint: $1" >&2
  exit 2
}

# counted 3 finding → 3 findings
counted() {
  [ "$1" -eq 1 ] && echo "1 $2" || echo "${1/#0/no} $2s"
}

day_before() {
  git rev-list -1 --first-parent --before="$(($(git log -1 --format=%ct) - 24 * 60 * 60))" HEAD
}

touched_since() {
  git diff --name-only --diff-filter=d "$1"
  git ls-files --others --exclude-standard
}

# One unit's findings, in one piece and with paths from here. A unit of several tests lies in the build tree, beside no tests/.clang-tidy.
look_at() {
  local output rules=.clang-tidy
  case $1 in "$PWD/tests/"* | "$PWD/$tree/tests/"*) rules=tests/.clang-tidy ;; esac
  output=$(clang-tidy -p "$tree" --config-file="$rules" --quiet "$1" 2>&1) && return 0
  grep -qE "$finding" <<<"$output" || echo "lint: clang-tidy fails on ${1#"$PWD/"} without a finding:"
  grep -Ev '^[0-9]+ warnings?( and [0-9]+ errors?)? (generated|treated as errors?)' <<<"${output//"$PWD/"/}"
  return 1
}
export -f look_at

command -v clang-tidy >/dev/null || give_up "clang-tidy is missing; install the package clang-tidy"
[ -f $tree/compile_commands.json ] || give_up "$tree is not configured; run: cmake --preset asan-ubsan"

base=${1:-${GATEWISE_BASE:-$(day_before)}}
touched=""
if [ "${base:---all}" = "--all" ]; then
  echo "lint: the whole tree"
  units=$(scripts/lint_units.py $tree --all)
else
  git rev-parse --quiet --verify "$base^{commit}" >/dev/null || give_up "no commit '$base'; name one, or --all"
  echo "lint: what differs from $(git log -1 --format='%h (%cs, %s)' "$base")"
  all=$(touched_since "$base")
  touched=$(grep -E '\.(cpp|hpp|c|h)$' <<<"$all" || true)
  ! grep -q '\.clang-tidy$' <<<"$all" || echo "lint: the rules have changed, too: scripts/lint.sh --all holds everything against them"
  units=$(printf '%s' "$touched" | scripts/lint_units.py $tree)
fi

status=0
findings=$(mktemp)
trap 'rm -f "$findings"' EXIT
# A header's finding comes with each unit that includes it, and is shown once.
printf '%s' "$units" | xargs -r -d '\n' -n 1 -P "$(nproc)" bash -c 'look_at "$1"' look_at |
  awk '$0 ~ ENVIRON["finding"] { shown = !seen[$0]++ } /^lint: / { shown = 1 } shown' | tee "$findings" || status=${PIPESTATUS[1]/#0/1}

[ "$status" -le 123 ] || echo "lint: cut short: a clang-tidy was ended from outside"
count=$(grep -cE "$finding" "$findings" || true)
echo "lint: $(counted "$(grep -c . <<<"$units")" unit), ${touched:+$(counted "$(grep -c . <<<"$touched")" "touched source"), }$(counted "$count" finding)"
exit "$status"
