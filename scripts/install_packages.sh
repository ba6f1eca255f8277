#!/bin/sh
# Installs what is missing of the packages that lists name; asks for nothing and does nothing where all are there.
#   scripts/install_packages.sh [LIST...]     LIST is build, test or pack: packages-LIST.txt; default: build test
set -eu
here=$(cd "$(dirname "$0")" && pwd)
[ $# -gt 0 ] || set -- build test
for list in "$@"; do
  [ -e "$here/packages-$list.txt" ] || { echo "install_packages.sh: there is no list '$list'; lists are build, test and pack" >&2; exit 1; }
done

missing_of() {
  grep -v '^#' "$here/packages-$1.txt" | while read -r package program; do
    if [ -n "$program" ] && command -v "$program" >/dev/null; then continue; fi
    dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q "install ok installed" || printf ' %s' "$package"
  done
}

missing=$(for list in "$@"; do missing_of "$list"; done)
[ -n "$missing" ] || exit 0
as_root=""
if [ "$(id -u)" -ne 0 ]; then
  command -v sudo >/dev/null || { echo "missing packages:$missing; run this as root, or install sudo" >&2; exit 1; }
  as_root="sudo"
fi
echo "installing:$missing" >&2
export DEBIAN_FRONTEND=noninteractive
$as_root apt-get update -q
# shellcheck disable=SC2086  # a list of words
$as_root apt-get install -q -y --no-install-recommends $missing
