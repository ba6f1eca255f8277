#!/bin/bash
# Installs the Debian packages that cpack made in a bare Debian 12 that debootstrap makes, and uses what they bring: the
# program, its plugins and data, the manual page, the completions; then the SDK and the kit; then removes them again.
#   scripts/try_deb.sh [--in FOLDER] [--keep] [--mirror URI] [FOLDER-OF-DEBS]
#     --in, --keep, --mirror   as of scripts/try_bare.sh
# The packages are looked for in build/release. Needs root, and scripts/install_packages.sh pack.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/bare_root.sh

keep="" folder="" mirror="" packages=build/release
while [ $# -gt 0 ]; do
  case $1 in
    --keep) keep=yes && shift ;;
    --in) folder=${2:?} && shift 2 ;;
    --mirror) mirror=${2:?} && shift 2 ;;
    -*) bare_fail "unknown option '$1'; the options are --in, --keep and --mirror" ;;
    *) packages=$1 && shift ;;
  esac
done
program=$(ls "$packages"/gatewise_*.deb) || bare_fail "no gatewise_*.deb in $packages; make it with: cpack --preset release"
development=$(ls "$packages"/gatewise-dev_*.deb) || bare_fail "no gatewise-dev_*.deb in $packages"
bare_require_root

# as_root, as_user TITLE COMMANDS: in the root; the first command that fails ends the trial.
as_root() {
  echo "== $1"
  bare_run "$root" bash -euo pipefail -c "$2"
}
as_user() {
  echo "== $1"
  bare_run "$root" runuser -u tester -- bash -euo pipefail -c "cd; $2"
}
install='apt-get install -q -y --no-install-recommends'

bare_begin "$folder" "$keep"
root=$bare_folder/root
bare_make "$root" "$mirror"
mkdir "$root/srv/debs"
cp "$program" "$development" "$root/srv/debs"

read -r -a before <<< "$(bare_packages "$root")"
as_root "apt installs the program" "useradd -m tester; apt-get update -q; $install /srv/debs/gatewise_*.deb"
read -r -a after <<< "$(bare_packages "$root")"
as_user "The program finds its plugins" '
gatewise --version
gatewise plugins list | tee plugins
for id in reference null onednn int8 eigen mingru; do grep -q "^$id " plugins; done
if grep "not usable" plugins; then exit 1; fi'
as_user "The program runs a suite on its own data" '
gatewise run quickstart --effort quick --out run
ls -l run/report.*
test -s run/report.html'
as_root "The manual page and the completions are where programs look" "$install man-db bash-completion zsh"
as_user "man, bash and zsh find them" '
man -w gatewise
MANWIDTH=80 man gatewise | head -12
bash -c ". /usr/share/bash-completion/bash_completion; _completion_loader gatewise; complete -p gatewise"
zsh -fc "autoload -Uz compinit; compinit -u -D; print -r -- zsh completes gatewise by \$_comps[gatewise]; [[ -n \$_comps[gatewise] ]]"'
as_root "apt installs the SDK" "$install /srv/debs/gatewise-dev_*.deb g++ cmake make"
as_user "A plugin is built and proven" '
gatewise plugins new mine
cmake -S mine -B mine/build
cmake --build mine/build
ctest --test-dir mine/build --output-on-failure'
as_root "Nothing is left" '
apt-get purge -q -y gatewise gatewise-dev
if command -v gatewise || ls -d /usr/{share,lib,include,lib/cmake}/gatewise 2> /dev/null; then exit 1; fi'
echo
echo "gatewise and what it depends on: $((after[0] - before[0])) packages, $(((after[1] - before[1]) / 1024)) MB; all trials passed"
