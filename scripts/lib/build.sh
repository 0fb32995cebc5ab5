# shellcheck shell=bash disable=SC2154
# Builds pmdb into .pmdb/; sourced by scripts/pmdb, after jdk.sh. Expects $root.
#
# Each build gets a folder of its own, and the link "current" is moved when it is complete: a pmdb that
# runs keeps its jar, a build that fails leaves the one before.

build_current() { # true when no source is newer than the build
  [[ -e $root/.pmdb/current/stamp ]] || return 1
  [[ -w $root/.pmdb ]] || return 0
  local newer
  newer=$(find "$root"/pom.xml "$root"/*/pom.xml "$root"/*/src/main "$root"/scripts/lib/{build.sh,OneJar.java,Desugar.java} \
    -newer "$root/.pmdb/current/stamp" -type f -print -quit)
  [[ -z $newer ]]
}

build() { # JDK
  command -v mvn >/dev/null || { say "needs Maven to build itself (once): scripts/pmdb --install, or apt-get install maven"; return 1; }
  mkdir -p "$root/.pmdb" || { say "cannot write to $root, and nothing is built there yet: build once where it can be written"; return 1; }
  exec 9>"$root/.pmdb/lock"
  if ! flock -n 9; then
    say "waits for the build that another start has begun"
    flock 9
  fi
  if ! build_current; then build_locked "$1" || return 1; fi
  exec 9>&-
}

build_locked() {
  local jdk=$1 log=$root/.pmdb/build.log next
  say "builds itself; this happens once and after changes of the sources (log: $log)"
  next=$(mktemp -d "$root/.pmdb/build.XXXXXX") || return 1
  touch "$next/stamp"
  rm -rf "$root/debugger-core/target/lib" "$root/debugger-core/target/native"
  step "1 of 3: compiles, about half a minute"
  if ! run_maven "$jdk" "$log" || ! { step "2 of 3: puts the parts together" && assemble "$next" "$jdk"; }; then
    say "the build failed:"
    build_errors "$log" >&2
    rm -rf "$next"
    return 1
  fi
  printf '%s\n' "$jdk" >"$next/jdk"
  step "3 of 3: makes the next starts quick, about as long"
  train "$jdk" "$next" >>"$log" 2>&1 || say "starts without an ahead-of-time cache, which could not be made (see the log)"
  publish "$next"
}

# Tells a person who waits what goes on; scripts get the line above alone.
step() { if [[ -t 2 ]]; then say "  $1"; fi; }

build_errors() { # LOG
  local errors
  errors=$(grep -E '^\[ERROR\]' "$1" | grep -vE 'Help 1|^\[ERROR\] *$|[Rr]e-run|After correcting|mvn <args>|For more information' |
    awk '!seen[$0]++' | head -n 12)
  if [[ $errors ]]; then printf '%s\n' "$errors"; else tail -n 12 "$1"; fi
}

# Offline first: a second build needs no network. Online only when something was not there.
run_maven() {
  local -a line=(mvn -q -B -f "$root/pom.xml" -pl debugger-core -am -Dmaven.test.skip=true -Dspotless.check.skip=true package)
  JAVA_HOME=$1 "${line[@]}" -o >"$2" 2>&1 9>&- </dev/null && return 0
  grep -qiE 'offline|has not been downloaded|could not (find|resolve)|cannot access' "$2" || return 1
  say "fetches the libraries it needs"
  JAVA_HOME=$1 "${line[@]}" >"$2" 2>&1 9>&- </dev/null
}

# Two jars: most starts never open that of the libraries, which has five times as many entries.
assemble() { # FOLDER JDK
  local target=$root/debugger-core/target jar name own=() others=()
  for jar in "$target"/debugger-core-*.jar "$target"/lib/*.jar; do
    name=${jar##*/}
    if [[ -d $root/${name%%-[0-9]*} ]]; then own+=("$jar"); else others+=("$jar"); fi
  done
  local one=("$2/bin/java" -cp "$(IFS=:; echo "${own[*]}:${others[*]}")" "$root/scripts/lib/OneJar.java")
  "${one[@]}" "$1/pmdb.jar" "${own[@]}" && "${one[@]}" "$1/libraries.jar" "${others[@]}" &&
    cp -r "$target/native" "$1/native" &&
    "$2/bin/java" "$root/python-ext/src/main/bundle/Bundle.java" "$root" "$1/pmdb_python.py"
}

# Ahead-of-time caches (JEP 514) of the classes that real runs need: short.aot for stacks of Python and what ends at once,
# once.aot for other stacks and for heaps, pmdb.aot for sessions.
train() {
  local -a options
  java_options "$2"
  PMDB_BUILD=$2 "$root/scripts/lib/train" "$1/bin/java" "$2" "${options[@]}" 9>&-
  [[ -s $2/pmdb.aot && -s $2/once.aot && -s $2/short.aot ]]
}

publish() {
  local before
  before=$(readlink "$root/.pmdb/current" || true)
  chmod 755 "$1"
  ln -sfn "${1##*/}" "$root/.pmdb/next" && mv -T "$root/.pmdb/next" "$root/.pmdb/current" || return 1
  local old
  for old in "$root"/.pmdb/build.??????; do
    [[ ${old##*/} == "${1##*/}" || ${old##*/} == "$before" ]] || rm -rf "$old"
  done
}
