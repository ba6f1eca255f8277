#!/bin/sh
# Installs what is missing, builds, and runs all tests. Ends with ctest's own summary.
set -eu
cd "$(dirname "$0")/.."
scripts/install_packages.sh build test
. scripts/data_mirror.sh
cmake --preset release -DGATEWISE_TESTS=ON
cmake --build --preset release
ctest --preset release --parallel "$(nproc)"
