# shellcheck shell=bash disable=SC2154
# Interpreters of kinds that hardly any machine has, for the tests: Python 2, debug builds, free-threaded ones, the newest.
# Sourced by scripts/test after jdk.sh and pythons.sh; expects $pythons and $root.
#
# They are Debian's packages, of releases that need not be this system's: apt-get takes them from this system's own
# mirror into a folder, with lists of its own, and nothing is installed. The free-threaded 3.13, of which there is no
# package, is built from the source package in about a minute. Later ones are the CPython of the manylinux images:
# freeze-core's wheels have it, in a program that starts frozen scripts. Where one can not be had, its tests are skipped.

special_kinds=(2.7 2.7-debug 3.11-debug 3.13-debug 3.13-free-threaded 3.14-debug 3.14-free-threaded)

# Whoever works on what is newer than most machines have asks for these.
if [[ ${PMDB_TEST_NEWEST:-} == true ]]; then
  special_kinds+=(3.15 3.15-free-threaded)
fi

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
    3.13-debug) echo 'debian 13: libpython3.13-dbg' ;;
    3.13-free-threaded) echo 'debian 13: source of python3.13' ;;
    3.14-debug) echo 'debian 14: libpython3.14-dbg' ;;
    3.14-free-threaded | 3.15 | 3.15-free-threaded) echo 'PyPI: freeze-core 0.8.1' ;;
  esac
}

# Lists of packages of four releases of Debian, in a folder, by the mirror that this system uses.
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
deb [signed-by=$keys] $mirror trixie main
deb [signed-by=$keys] $mirror forky main
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

# Unpacks files of a package, or of PACKAGE/RELEASE, into a folder: all, or those named.
unpack_package() { # APT FOLDER PACKAGE [FILE ...]
  local package=$3 folder=$2
  (cd "$1" && APT_CONFIG=$1/apt.conf apt-get download -q "$package") || return 1
  dpkg-deb --fsys-tarfile "$1/${package%/*}"_*.deb | tar -x -C "$folder" "${@:4}"
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

special_3.13-debug() { link_debug "$@" 3.13 trixie; }
special_3.14-debug() { link_debug "$@" 3.14 forky; }
special_3.14-free-threaded() { take_from_wheel "$@" 3.14 t forky; }
special_3.15() { take_from_wheel "$@" 3.15 '' forky; }
special_3.15-free-threaded() { take_from_wheel "$@" 3.15 t forky; }

# Debian's debug builds of its later releases need a C library that most systems do not have yet. The archive that comes
# with them is linked anew; hashes that it lacks are never asked for.
link_debug() { # APT FOLDER VERSION RELEASE
  local archive=$1/debug$3 library=$2/usr/lib/python$3
  mkdir -p "$archive" "$2/usr/bin" && unpack_package "$1" "$archive" "libpython$3-dbg/$4" "./usr/lib/python$3" &&
    unpack_library "$@" && rm -f "$library"/lib-dynload/*.so && cp "$archive/usr/lib/python$3"/*.py "$library" &&
    cp "$archive/usr/lib/python$3"/lib-dynload/*.so "$library/lib-dynload" &&
    gcc -std=gnu11 -O1 -no-pie -Wl,--strip-debug -o "$2/usr/bin/python$3d" "$root/scripts/lib/python-main.c" \
      -Wl,--export-dynamic -Wl,--whole-archive "$archive/usr/lib/python$3"/config-*/"libpython$3d.a" -Wl,--no-whole-archive \
      -l:libexpat.so.1 -l:libz.so.1 -lm -Wl,--unresolved-symbols=ignore-all &&
    rm -rf "$archive" && write_starter "$2" "python$3d"
}

# Modules in Python, and in C for a release build.
unpack_library() { # APT FOLDER VERSION RELEASE
  unpack_package "$1" "$2" "libpython$3-minimal/$4" && unpack_package "$1" "$2" "libpython$3-stdlib/$4"
}

# The interpreter and its modules in C from the wheel, those in Python from Debian's package of the same minor version.
# shellcheck disable=SC2016 # $home is the starter's own variable
take_from_wheel() { # APT FOLDER VERSION FLAGS RELEASE
  local wheel=$1/wheel$3$4 abi=cp${3/./}$4 library=$2/usr/lib/python$3$4
  python3 -m pip install --quiet --disable-pip-version-check --no-compile --no-deps --target "$wheel" --only-binary=:all: \
    --implementation cp --python-version "$3" --abi "$abi" --platform manylinux_2_17_x86_64 freeze-core==0.8.1 </dev/null &&
    unpack_library "$1" "$2" "$3" "$5" && mkdir -p "$2/usr/bin" && rm -rf "$2/usr/lib/python$3/lib-dynload" &&
    { [[ ! $4 ]] || mv "$2/usr/lib/python$3" "$library"; } &&
    mv "$wheel/freeze_core/lib" "$library/lib-dynload" && mv "$wheel/freeze_core.libs" "$2/usr/lib/" &&
    echo 'build_time_vars = {}' >"$library/_sysconfigdata_$4_linux_x86_64-linux-gnu.py" &&
    mv "$wheel/freeze_core/bases/console-cpython-${abi#cp}-x86_64-linux-gnu" "$2/usr/bin/python$3$4" &&
    gcc -shared -fPIC -O1 -o "$2/usr/lib/preload.so" "$root/scripts/lib/python-preload.c" -ldl &&
    write_starter "$2" "python$3$4" && sed -i '/^export/s|$| LD_PRELOAD="$home/lib/preload.so"|' "$2/python"
}
