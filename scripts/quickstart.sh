#!/bin/sh
# From a fresh Debian 12 to a ranked table: installs what is missing, builds, and runs suites/quickstart.toml on the data in this tree.
set -eu
cd "$(dirname "$0")/.."
scripts/install_packages.sh build
cmake --preset release -DGATEWISE_TESTS=OFF
cmake --build --preset release
run="runs/quickstart-$(date -u +%Y%m%dT%H%M%SZ)"
build/release/gatewise run suites/quickstart.toml --out "$run"
echo
report="$run/report.html"
[ -e "$report" ] || report="$run/report.md"
echo "The whole report: $PWD/$report (and report.json beside it)"
