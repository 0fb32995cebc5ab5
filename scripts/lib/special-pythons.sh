# shellcheck shell=bash disable=SC2154
# Interpreters of kinds that hardly any machine has, for the tests: Python 2, debug builds, a free-threaded one.
# Sourced by scripts/test after jdk.sh and pythons.sh; expects $pythons.
#
# They are Debian's packages, of releases that need not be this system's: apt-get takes them from this system's own
# mirror into a folder, with lists of its own, and nothing is installed. The free-threaded one, of which there is no
# package, is built from the source package in about a minute. Where one can not be had, its tests are skipped.

special_kinds=(2.7 2.7-debug 3.11-debug 3.13-free-threaded)

fetch_special_pythons() {
  local kind apt missing=()
  for kind in "${special_kinds[@]}"; do
    [[ -x $pythons/$kind/python ]] || missing+=("$kind")
  done
  ((${#missing[@]})) || return 0
  say "fetches or builds CPython ${missing[*]} for the tests into $pythons"
  apt=$(mktemp -d)
  if ! prepare_apt "$apt"; then
    say "has no mirror of Debian to take them from: the tests that need them are skipped"
    rm -rf "$apt"
    return 0
  fi
  for kind in "${missing[@]}"; do
    add_special "$apt" "$kind" >"$apt/log" 2>&1 || {
      say "could not get CPython $kind, whose tests are skipped:"
      tail -n 5 "$apt/log" >&2
    }
  done
  rm -rf "$apt"
}

# The package, of the releases that prepare_apt names.
special_origin() { # KIND
  case $1 in
    2.7) echo 'debian 11: python2.7-minimal' ;;
    2.7-debug) echo 'debian 11: python2.7-dbg' ;;
    3.11-debug) echo 'debian 12: python3.11-dbg' ;;
    3.13-free-threaded) echo 'debian 13: source of python3.13' ;;
  esac
}

# Lists of packages of three releases of Debian, in a folder, by the mirror that this system uses.
prepare_apt() { # FOLDER
  local mirror keys=/usr/share/keyrings/debian-archive-keyring.gpg
  command -v apt-get >/dev/null && command -v dpkg-deb >/dev/null && [[ -r $keys ]] || return 1
  mirror=$(apt-get indextargets --format "\$(REPO_URI)" 'Created-By: Packages' 'Origin: Debian' 'Component: main' |
    grep -v security | head -n 1)
  [[ $mirror ]] || return 1
  mkdir -p "$1/lists/partial" "$1/cache/archives/partial" "$1/none"
  cat >"$1/sources.list" <<EOF
deb [signed-by=$keys] $mirror bullseye main
deb [signed-by=$keys] $mirror bookworm main
deb-src [signed-by=$keys] $mirror trixie main
EOF
  # Without the system's own list of what is installed: apt would insist on that version, which these releases may lack.
  : >"$1/status"
  cat >"$1/apt.conf" <<EOF
Dir::Etc::sourcelist "$1/sources.list";
Dir::Etc::sourceparts "$1/none";
Dir::Etc::preferencesparts "$1/none";
Dir::State::lists "$1/lists";
Dir::State::status "$1/status";
Dir::Cache "$1/cache";
APT::Sandbox::User "$(id -un)";
Acquire::Languages "none";
EOF
  APT_CONFIG=$1/apt.conf apt-get update -q >/dev/null 2>&1
}

# Makes $pythons/KIND whole or not at all.
add_special() { # APT KIND
  local next
  mkdir -p "$pythons" && next=$(mktemp -d "$pythons/new.XXXXXX") || return 1
  if "special_$2" "$1" "$next" && chmod +x "$next/python" && "$next/python" -V; then
    rm -rf "${pythons:?}/$2" && mv -T "$next" "$pythons/$2"
  else
    rm -rf "$next"
    return 1
  fi
}

# Unpacks files of a package into a folder: all, or those named.
unpack_package() { # APT FOLDER PACKAGE [FILE ...]
  local package=$3 folder=$2
  (cd "$1" && APT_CONFIG=$1/apt.conf apt-get download -q "$package") || return 1
  dpkg-deb --fsys-tarfile "$1/$package"_*.deb | tar -x -C "$folder" "${@:4}"
}

# The program that starts the interpreter in FOLDER/usr; arguments of its own may follow its name.
write_starter() { # FOLDER INTERPRETER
  cat >"$1/python" <<EOF
#!/bin/sh
home=\$(dirname "\$(readlink -f "\$0")")/usr
export PYTHONHOME="\$home"
exec "\$home/bin/"$2 "\$@"
EOF
}

special_2.7() { # APT FOLDER
  unpack_package "$1" "$2" python2.7-minimal && unpack_package "$1" "$2" libpython2.7-minimal &&
    unpack_package "$1" "$2" libpython2.7-stdlib && write_starter "$2" python2.7
}

# Without its own configuration files, which "-S" does not look for.
special_2.7-debug() {
  special_2.7 "$@" && unpack_package "$1" "$2" python2.7-dbg ./usr/bin/python2.7-dbg &&
    write_starter "$2" 'python2.7-dbg -S'
}

special_3.11-debug() {
  unpack_package "$1" "$2" libpython3.11-minimal && unpack_package "$1" "$2" libpython3.11-stdlib &&
    unpack_package "$1" "$2" python3.11-dbg ./usr/bin/python3.11d && write_starter "$2" python3.11d
}

special_3.13-free-threaded() {
  local source=$1/source
  mkdir "$source" && (cd "$1" && APT_CONFIG=$1/apt.conf apt-get source -q --download-only python3.13) &&
    tar -x --strip-components=1 -C "$source" -f "$(ls "$1"/python3.13_*.orig.tar.*z)" &&
    (cd "$source" && ./configure --disable-gil --without-ensurepip CFLAGS='-O1 -g0' OPT= && make -j2 python) &&
    mkdir -p "$2/usr/bin" "$2/usr/lib" && cp "$source/python" "$2/usr/bin/python3.13t" &&
    rm -rf "$source/Lib/test" && mv "$source/Lib" "$2/usr/lib/python3.13t" &&
    write_starter "$2" python3.13t
}
