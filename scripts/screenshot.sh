#!/bin/sh
# Makes docs/images/report.png, the picture in the README, from the page of a finished run:
#   scripts/screenshot.sh RUN [PICTURE]      RUN is a run's directory, such as that of: gatewise run suites/quickstart.toml --out RUN
# It needs Debian's chromium (scripts/install_packages.sh test) and runs no suite. A picture of more than 200 KB fails.
set -eu
cd "$(dirname "$0")/.."
[ $# -ge 1 ] || { sed -n '2,4s/^# //p' "$0" >&2; exit 1; }
page=$(realpath "$1")/report.html
picture=${2:-docs/images/report.png}
[ -e "$page" ] || { echo "screenshot: $page does not exist; run a suite first" >&2; exit 1; }
command -v chromium > /dev/null || { echo "screenshot: chromium is missing: apt-get install chromium" >&2; exit 1; }
mkdir -p "$(dirname "$picture")"
profile=$(mktemp -d)
trap 'rm -rf "$profile"' EXIT
chromium --headless --no-sandbox --disable-gpu --hide-scrollbars --user-data-dir="$profile" --lang=en --force-color-profile=srgb \
  --force-device-scale-factor=1 --window-size=1280,1100 --virtual-time-budget=5000 --screenshot="$(realpath "$picture")" "file://$page" \
  > "$profile/log" 2>&1 || { cat "$profile/log" >&2; exit 1; }
bytes=$(wc -c < "$picture")
[ "$bytes" -le 200000 ] || { echo "screenshot: $picture has $bytes bytes, more than 200000" >&2; exit 1; }
echo "screenshot: $picture, $bytes bytes"
