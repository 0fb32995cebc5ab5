# shellcheck shell=bash disable=SC2154
# The interpreters that the tests run on; sourced by scripts/test, after jdk.sh. Expects $root.
#
# fixtures/pythons/pom.xml names builds that Maven can fetch; each is unpacked once into the user's cache
# with a script "python" beside it that sets what the build needs and becomes it by exec.

pythons=${XDG_CACHE_HOME:-$HOME/.cache}/pmdb-test/pythons

fetch_pythons() { # JDK
  local version jar work
  while read -r version; do
    [[ -x $pythons/$version/python ]] || { work=yes && break; }
  done < <(python_versions)
  [[ ${work:-} ]] || return 0
  say "fetches CPython builds for the tests into $pythons"
  work=$(mktemp -d)
  JAVA_HOME=$1 mvn -q -B -f "$root/fixtures/pythons/pom.xml" dependency:copy -Dpythons="$work" </dev/null || return 1
  for jar in "$work"/cpython-*.jar; do unpack_python "$1" "$jar" || return 1; done
  rm -rf "$work"
}

# The package that each came with, for the table of docs/python-matrix.md.
note_origins() {
  local version kind package
  while read -r version package; do
    [[ -d $pythons/$version ]] && printf 'Maven: %s\n' "$package" >"$pythons/$version/origin"
  done < <(sed -n 's|.*<groupId>\(.*\)</groupId><artifactId>cpython</artifactId>.*<version>\(\([0-9.]*\)-.*\)</version>.*|\3 \1:cpython:\2|p' \
    "$root/fixtures/pythons/pom.xml")
  for kind in "${special_kinds[@]}"; do
    [[ -d $pythons/$kind ]] && special_origin "$kind" >"$pythons/$kind/origin"
  done
  return 0
}

python_versions() {
  sed -n 's|.*<artifactId>cpython</artifactId>.*<version>\([0-9.]*\)-.*|\1|p' "$root/fixtures/pythons/pom.xml"
}

unpack_python() { # JDK JAR
  local version home next
  version=${2##*/cpython-} version=${version%%-*}
  [[ -x $pythons/$version/python ]] && return 0
  mkdir -p "$pythons" && next=$(mktemp -d "$pythons/new.XXXXXX") || return 1
  (cd "$next" && "$1/bin/jar" --extract --file "$2") || return 1
  home=org/bytedeco/cpython/linux-x86_64
  chmod +x "$next/$home"/bin/*
  find "$next/$home" \( -name '*.a' -o -path '*/lib/python3*/test' \) -prune -exec rm -rf {} +
  cat >"$next/python" <<EOF
#!/bin/sh
home=$pythons/$version/$home
export LD_LIBRARY_PATH="\$home/lib:\$home" PYTHONHOME="\$home"
exec "\$home/bin/python${version%.*}" "\$@"
EOF
  chmod +x "$next/python"
  rm -rf "${pythons:?}/$version" && mv -T "$next" "$pythons/$version"
}

# Colon-separated: those above, the system's own (Debian's is stripped, PGO and LTO), and pyenv's 3.6
# and 3.8, which nothing else has; last the special ones, so that "a 3.13" is a usual one.
list_pythons() {
  local program
  for program in "$pythons"/3.*.*/python /usr/bin/python3.[0-9] /usr/bin/python3.1[0-9] \
    "${PYENV_ROOT:-$HOME/.pyenv}"/versions/3.[68].*/bin/python "${special_kinds[@]/#/"$pythons/"}"; do
    [[ -d $program ]] && program+=/python
    if [[ -x $program ]]; then printf '%s\n' "$program"; fi
  done | paste -sd:
}
