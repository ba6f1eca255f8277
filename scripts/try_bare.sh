#!/bin/bash
# Runs the README's two commands in a bare Debian 12 that debootstrap makes, on a clone of this tree's HEAD, and prints how
# long each took, how many packages it installed, and what ctest said.
#   scripts/try_bare.sh [--only configure|quickstart|test] [--in FOLDER] [--keep] [--mirror URI]
#     --only    one command; configure: what the quickstart installs, and CMake's configuration, without a build
#     --in      the folder to make, for the root and the logs; default: a temporary one below TMPDIR or /var/tmp
#     --keep    leaves that folder where it is, and says where
#     --mirror  a source of Debian's packages; default: those of this machine
# Needs root, and scripts/install_packages.sh pack. The full trial takes the time of both commands and 8 GB of disk.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/bare_root.sh
. scripts/data_mirror.sh

only="" keep="" folder="" mirror=""
while [ $# -gt 0 ]; do
  case $1 in
    --keep) keep=yes && shift ;;
    --only) only=${2:?} && shift 2 ;;
    --in) folder=${2:?} && shift 2 ;;
    --mirror) mirror=${2:?} && shift 2 ;;
    *) bare_fail "unknown option '$1'; the options are --only, --in, --keep and --mirror" ;;
  esac
done
case $only in "" | configure | quickstart | test) ;; *) bare_fail "--only $only: name configure, quickstart or test" ;; esac
bare_require_root
[ -z "$(git status --porcelain --untracked-files=no)" ] || echo "changes that are not committed are not tried" >&2
bare_mirror=${GATEWISE_DATA_MIRROR:-}
results=()
failed=0

# timed COMMAND LOG: runs it in the clone; its output goes to stdout and the log, its times to /tmp/time in the root.
timed() {
  local code=0 out tee
  exec {out}> >(tee "$2")
  tee=$!
  # shellcheck disable=SC2016  # expanded in there
  bare_run "$root" bash -c 'cd /root/gatewise
    TIMEFORMAT="%R s, %U s of user and %S s of system time"
    { time bash -c "$1" 2>&3; } 3>&2 2> /tmp/time' timed "$1" >&"$out" 2>&1 || code=$?
  exec {out}>&-
  wait "$tee"
  return "$code"
}

# try NAME COMMAND: what came of it joins the results.
try() {
  local code=0 before after log="$bare_folder/$1.log" line
  read -r -a before <<< "$(bare_packages "$root")"
  timed "$2" "$log" || code=$?
  read -r -a after <<< "$(bare_packages "$root")"
  results+=("$1: exit code $code; $(tail -1 "$root/tmp/time")")
  results+=("  $((after[0] - before[0])) packages installed, $(((after[1] - before[1]) / 1024)) MB")
  while read -r line; do results+=("  $line"); done < <(
    grep -E '% tests passed|Total Test time|\((Failed|Timeout|Not Run|Skipped|Disabled|SEGFAULT|Subprocess aborted)\)$' "$log" || true
  )
  [ "$code" -eq 0 ] || failed=1
}

bare_begin "$folder" "$keep"
root=$bare_folder/root
bare_make "$root" "$mirror"
git clone -q --no-hardlinks . "$root/root/gatewise"
case $only in
  configure) try configure 'scripts/install_packages.sh build && cmake --preset release -DGATEWISE_TESTS=OFF' ;;
  quickstart) try quickstart scripts/quickstart.sh ;;
  test) try test scripts/test.sh ;;
  *)
    try quickstart scripts/quickstart.sh
    try test scripts/test.sh
    ;;
esac
echo
printf '%s\n' "${results[@]}"
exit "$failed"
