# shellcheck shell=bash disable=SC2154
# Python packages that the tests read the objects of; sourced by scripts/test, after jdk.sh and pythons.sh.
#
# pip fetches wheels for each CPython that the tests run on, whichever CPython pip itself runs on, and unpacks each
# into a folder of its own: $wheels/PACKAGE-VERSION-cpXY. fixtures' class Wheels finds them.

wheels=${XDG_CACHE_HOME:-$HOME/.cache}/pmdb-test/wheels

# PACKAGE VERSION MINORS: the releases of a package and the minor versions of CPython that there are wheels for; 13t is the
# free-threaded 3.13, 14t that of 3.14.
wheel_list() {
  cat <<'EOF'
greenlet 1.1.3 8 9 10 11
greenlet 2.0.2 8 9 10 11
greenlet 3.0.3 8 9 10 11 12
greenlet 3.1.1 8 9 10 11 12 13
greenlet 3.2.2 13t
greenlet 3.2.5 9 10 11 12 13 14
greenlet 3.5.6 10 11 12 13 14 14t
gevent 24.2.1 8 10
gevent 25.9.1 9 11 12 13 14
eventlet 0.41.3 10 13
uvloop 0.21.0 8 10 11 12 13
uvloop 0.22.1 14
EOF
}

fetch_wheels() {
  local package version minors minor missing=()
  while read -r package version minors; do
    for minor in $minors; do
      [[ -d $wheels/$package-$version-cp3$minor ]] || missing+=("$package $version $minor")
    done
  done < <(wheel_list)
  ((${#missing[@]})) || return 0
  say "fetches ${#missing[@]} Python packages for the tests into $wheels"
  for package in "${missing[@]}"; do
    # shellcheck disable=SC2086
    fetch_wheel $package || { say "could not get $package with pip: tests that need it are skipped" && return 1; }
  done
}

# With what the package depends on; made whole or not at all.
fetch_wheel() { # PACKAGE VERSION MINOR
  local name=$1-$2-cp3$3 next
  mkdir -p "$wheels" && next=$(mktemp -d "$wheels/new.XXXXXX") || return 1
  if python3 -m pip install --quiet --disable-pip-version-check --no-compile --target "$next" --only-binary=:all: \
    --implementation cp --python-version "3.${3%t}" --abi "cp3$3" --abi none \
    --platform manylinux1_x86_64 --platform manylinux2010_x86_64 --platform manylinux2014_x86_64 \
    --platform manylinux_2_17_x86_64 --platform manylinux_2_24_x86_64 --platform manylinux_2_28_x86_64 \
    "$1==$2" </dev/null; then
    chmod 755 "$next" && rm -rf "${wheels:?}/$name" && mv -T "$next" "$wheels/$name"
  else
    rm -rf "$next"
    return 1
  fi
}
