# shellcheck shell=bash
# Sourced by bash: a clean Debian 12 in a folder, for trials of what somebody with a fresh machine gets.
#
# What runs in it runs in mount and process namespaces of its own. Mounts and processes are gone when it ends, however it
# ends, so that the folder can always be removed.
bare_suite=bookworm
bare_child=""

bare_fail() {
  echo "${0##*/}: $*" >&2
  exit 1
}

bare_require_root() {
  [ "$(id -u)" -eq 0 ] || bare_fail "run this as root: it makes a root file system and mounts in it"
}

# The sources of Debian's own packages on this machine, as lines of a sources.list; `mirror` replaces them.
bare_sources() {
  local mirror=$1
  if [ -n "$mirror" ]; then
    echo "deb $mirror $bare_suite main"
  else
    # shellcheck disable=SC2016  # the names are apt's
    apt-get indextargets --format 'deb $(REPO_URI) $(CODENAME) $(COMPONENT)' 'Created-By: Packages' 'Origin: Debian' |
      grep " $bare_suite" | sort -u
  fi
}

# How this machine's apt reaches its sources: proxies and certificates, nothing else.
bare_copy_apt() {
  local root=$1 sources=$2
  echo "$sources" > "$root/etc/apt/sources.list"
  apt-config dump | grep -E '^Acquire::(http|https|Check-|ForceIPv|Retries)' > "$root/etc/apt/apt.conf.d/99host" || true
}

# How this machine's npm reaches its registry.
bare_copy_npm() {
  local root=$1 key value
  command -v npm > /dev/null || return 0
  for key in registry proxy https-proxy noproxy strict-ssl; do
    value=$(npm config get "$key" 2> /dev/null || true)
    case $value in "" | null | undefined) ;; *) echo "$key=$value" ;; esac
  done > "$root/root/.npmrc"
  echo "cafile=/etc/ssl/certs/ca-certificates.crt" >> "$root/root/.npmrc"
}

bare_copy_network() {
  local root=$1
  cp -L /etc/resolv.conf /etc/hosts "$root/etc/"
  mkdir -p "$root/usr/local/share/ca-certificates"
  find /usr/local/share/ca-certificates -name '*.crt' -exec cp {} "$root/usr/local/share/ca-certificates/" \;
}

# bare_make ROOT MIRROR: fills the folder. MIRROR may be empty: then this machine's own.
bare_make() {
  local root=$1 sources mirror
  sources=$(bare_sources "$2") || bare_fail "apt on this machine knows no source of $bare_suite; run apt-get update, or name one with --mirror URI"
  mirror=$(echo "$sources" | awk -v suite="$bare_suite" '$3 == suite { print $2; exit }')
  echo "a bare $bare_suite in $root" >&2
  debootstrap --variant=minbase "$bare_suite" "$root" "$mirror" > "$root.log" 2>&1 || {
    tail -20 "$root.log" >&2
    bare_fail "debootstrap failed"
  }
  bare_copy_apt "$root" "$sources"
  bare_copy_npm "$root"
  bare_copy_network "$root"
}

# bare_run ROOT COMMAND...: runs it there as root, with bare_mirror (if it names a folder) at /srv/data.
bare_run() {
  local root=$1 name variables=()
  shift
  for name in http_proxy https_proxy no_proxy HTTP_PROXY HTTPS_PROXY NO_PROXY; do
    [ -z "${!name:-}" ] || variables+=("$name=${!name}")
  done
  [ -z "${NODE_EXTRA_CA_CERTS:-}" ] || variables+=("NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt")
  if [ -n "${bare_mirror:-}" ]; then
    mkdir -p "$root/srv/data"
    variables+=("GATEWISE_DATA_MIRROR=/srv/data")
  fi
  # shellcheck disable=SC2016  # expanded in there
  unshare --mount --propagation private --pid --fork --kill-child bash -euc '
    root=$1 data=$2
    shift 2
    mount -t proc proc "$root/proc"
    mount --rbind /sys "$root/sys"
    mount --rbind /dev "$root/dev"
    [ -z "$data" ] || mount --bind -o ro "$data" "$root/srv/data"
    exec chroot "$root" "$@"' bare "$root" "${bare_mirror:-}" \
    env -i HOME=/root PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 TERM=dumb \
    DEBIAN_FRONTEND=noninteractive "${variables[@]}" "$@" < /dev/null &
  bare_child=$!
  local code=0
  wait "$bare_child" || code=$?
  bare_child=""
  return "$code"
}

# Makes bare_folder, which goes at exit with what runs in it, also after a failure or Ctrl-C, unless KEEP says something.
#   bare_begin FOLDER KEEP      an empty FOLDER: a temporary one below TMPDIR or /var/tmp
bare_begin() {
  bare_folder=$1 bare_keep=$2
  if [ -n "$bare_folder" ]; then
    mkdir "$bare_folder" || bare_fail "name a folder that is not there yet"
    bare_folder=$(cd "$bare_folder" && pwd)
  else
    bare_folder=$(mktemp -d "${TMPDIR:-/var/tmp}/gatewise-bare-XXXXXX")
  fi
  trap 'exit 130' INT
  trap 'exit 143' TERM
  trap bare_end EXIT
}

bare_end() {
  if [ -n "$bare_child" ]; then
    kill -KILL "$bare_child" 2> /dev/null || true
    wait "$bare_child" 2> /dev/null || true
  fi
  if [ -n "$bare_keep" ]; then
    echo "kept: $bare_folder; enter it with: chroot $bare_folder/root" >&2
  else
    rm -rf --one-file-system -- "$bare_folder"
  fi
}

# The packages that are installed there, and how many KiB they take: "321 654321".
bare_packages() {
  # shellcheck disable=SC2016  # dpkg's own
  dpkg-query --admindir="$1/var/lib/dpkg" -W -f '${db:Status-Status} ${Installed-Size}\n' |
    awk '$1 == "installed" { packages++; size += $2 } END { print packages, size }'
}
