#!/bin/sh
# Installs what is missing, builds, and runs all tests. Ends with ctest's own summary.
set -eu
cd "$(dirname "$0")/.."
scripts/install_packages.sh
if [ -z "${GATEWISE_DATA_MIRROR:-}" ] && [ -d ../shared/data ]; then
  GATEWISE_DATA_MIRROR=$(cd ../shared/data && pwd)
  export GATEWISE_DATA_MIRROR
fi
cmake --preset release -DGATEWISE_TESTS=ON
cmake --build --preset release
ctest --preset release --parallel "$(nproc)"
