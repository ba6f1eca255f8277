#!/bin/sh
# Installs what is missing, builds, and runs all tests. Ends with ctest's own summary.
set -eu
cd "$(dirname "$0")/.."
. scripts/phase.sh
phase "packages" scripts/install_packages.sh build test
. scripts/data_mirror.sh
phase "release configuration" cmake --preset release -DGATEWISE_TESTS=ON
phase "release build" cmake --build --preset release
# Most tests wait for children, clocks and disks: more of them than there are processors keep those busy.
ctest --preset release --parallel "$(($(nproc) * 3 / 2))"
