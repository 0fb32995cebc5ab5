# shellcheck shell=bash
# Installs system packages; sourced by scripts/pmdb and scripts/test, after jdk.sh.

as_root() {
  if ((EUID == 0)); then
    "$@"
  elif command -v sudo >/dev/null; then
    sudo "$@"
  else
    say "is neither root nor finds sudo; run this as root: $*"
    return 1
  fi
}

# The Debian packages of the programs that are not there; arguments: PROGRAM=PACKAGE ...
missing_packages() {
  local pair
  for pair in "$@"; do
    command -v "${pair%%=*}" >/dev/null || printf '%s\n' "${pair#*=}"
  done | sort -u
}

# Installs Debian packages; tells their names where there is no apt-get.
install_packages() {
  (($#)) || return 0
  if ! command -v apt-get >/dev/null; then
    say "knows apt-get only; install with this system's tool: $*"
    return 1
  fi
  say "installs $*"
  as_root env DEBIAN_FRONTEND=noninteractive apt-get update -q >/dev/null || say "apt-get update failed; goes on with the lists that are there"
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "$@" </dev/null >&2
}

# What pmdb itself needs; the JDK where the system has a package of it.
install_for_pmdb() {
  local -a packages
  local jdk=openjdk-$JDK_NEEDED-jdk-headless
  mapfile -t packages < <(missing_packages gdb=gdb mvn=maven python3=python3)
  install_packages "${packages[@]}" || return 1
  find_jdk >/dev/null && return 0
  if command -v apt-cache >/dev/null && apt-cache show "$jdk" >/dev/null 2>&1; then
    install_packages "$jdk"
  else
    explain_jdk
    return 1
  fi
}
