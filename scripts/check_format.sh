#!/bin/sh
# Fails where a source file is not as clang-format (see .clang-format) would have it, where the drawing of folders in
# CONTRIBUTING is not what the includes say, or where a document has a long line, a broken link or a stale recipe.
# --fix rewrites sources, drawing and long lines.
set -eu
cd "$(dirname "$0")/.."
files=$(git ls-files '*.cpp' '*.hpp' '*.h' '*.c')
if [ "${1:-}" = "--fix" ]; then
  # shellcheck disable=SC2086
  clang-format -i $files
  scripts/draw_house.py --write CONTRIBUTING.md
  scripts/check_documents.py --wrap
else
  # shellcheck disable=SC2086
  clang-format --dry-run --Werror $files
  echo "format: $(echo "$files" | wc -l) files are as .clang-format wants them"
  scripts/draw_house.py --check CONTRIBUTING.md
  scripts/check_documents.py
fi
