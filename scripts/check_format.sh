#!/bin/sh
# Fails where a source file is not as clang-format (see .clang-format) would have it. --fix rewrites.
set -eu
cd "$(dirname "$0")/.."
files=$(git ls-files '*.cpp' '*.hpp' '*.h' '*.c')
if [ "${1:-}" = "--fix" ]; then
  # shellcheck disable=SC2086
  clang-format -i $files
else
  # shellcheck disable=SC2086
  clang-format --dry-run --Werror $files
  echo "format: $(echo "$files" | wc -l) files are as .clang-format wants them"
fi
