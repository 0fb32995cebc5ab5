# shellcheck shell=bash
# Finds a JDK; sourced by scripts/pmdb and scripts/test.

readonly JDK_NEEDED=25

say() { printf 'pmdb: %s\n' "$*" >&2; }

# The major version of the JDK in a folder, or nothing when it is no JDK with a compiler. The file
# "release" is read because starting each candidate would cost more than starting pmdb.
jdk_major() {
  local version
  [[ -x $1/bin/java && -x $1/bin/javac && -r $1/release ]] || return 1
  version=$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release")
  [[ $version ]] && printf '%s\n' "$version"
}

jdk_candidates() {
  local java
  [[ ${JAVA_HOME:-} ]] && printf '%s\n' "$JAVA_HOME"
  if java=$(command -v java); then dirname "$(dirname "$(readlink -f "$java")")"; fi
  printf '%s\n' /usr/lib/jvm/* /opt/jdk* "${HOME:-/nonexistent}"/.sdkman/candidates/java/*
  if command -v update-alternatives >/dev/null; then
    update-alternatives --list java 2>/dev/null | sed 's|/bin/java$||'
  fi
}

# Prints the folder of the first JDK that is new enough.
find_jdk() {
  local candidate major
  while read -r candidate; do
    major=$(jdk_major "$candidate") || continue
    ((major >= JDK_NEEDED)) && printf '%s\n' "$candidate" && return 0
  done < <(jdk_candidates 2>/dev/null)
  return 1
}

jdks_seen() {
  local candidate major
  while read -r candidate; do
    major=$(jdk_major "$candidate") && printf '  %s is version %s\n' "$candidate" "$major"
  done < <(jdk_candidates) | sort -u
}

explain_jdk() {
  say "needs a JDK $JDK_NEEDED or newer (with javac); looked at JAVA_HOME, java in PATH, /usr/lib/jvm and alternatives."
  jdks_seen >&2
  say "Where the system packages it:  scripts/pmdb --install   (installs openjdk-$JDK_NEEDED-jdk-headless)"
  say "Elsewhere (Debian 12 has none): unpack any vendor's JDK $JDK_NEEDED for Linux under /usr/lib/jvm,"
  say "or anywhere, and set JAVA_HOME to its folder."
}
