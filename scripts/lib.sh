# shellcheck shell=bash
# What the scripts share. Sourced, never run.

set -euo pipefail

ROOT="$(cd -P "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
CLI="$ROOT/dist/cli/sheaf.js"
BUILD_STAMP="$ROOT/dist/.build-stamp"
MINIMUM_NODE="20.19.0"

say() { printf '› %s\n' "$*"; }

fail() {
  printf '✗ %s\n' "$*" >&2
  exit 1
}

# version_at_least 20.19.1 20.19.0: whether the first is not older than the second
version_at_least() {
  local -a have want
  IFS=. read -r -a have <<<"$1"
  IFS=. read -r -a want <<<"$2"
  local i
  for i in 0 1 2; do
    if ((${have[i]:-0} != ${want[i]:-0})); then
      ((${have[i]:-0} > ${want[i]:-0}))
      return
    fi
  done
}

check_tools() {
  command -v node >/dev/null || fail "Node is not installed: Sheaf needs Node $MINIMUM_NODE or newer (https://nodejs.org)."
  local version
  version="$(node -p 'process.versions.node')"
  version_at_least "$version" "$MINIMUM_NODE" || fail "Sheaf needs Node $MINIMUM_NODE or newer, this is $version."
  command -v npm >/dev/null || fail "npm is not installed: it comes with Node (https://nodejs.org)."
  command -v git >/dev/null || say "git is not installed: nothing here needs it to run, but you will to update."
}

# The project's folder must be writable where something is to be made in it.
check_writable() {
  local folder
  for folder in "$@"; do
    [[ ! -e "$folder" || -w "$folder" ]] ||
      fail "The folder $folder belongs to another user: run this as the user who made it, or give it to $(id -un)."
  done
}

# Runs a command in silence; its whole output is shown when it fails.
quietly() {
  local log code=0
  log="$(mktemp)"
  "$@" >"$log" 2>&1 </dev/null || code=$?
  if ((code != 0)); then cat "$log" >&2; fi
  rm -f "$log"
  return "$code"
}

# "npm ci" refuses a lock file that does not name the optional packages of every other platform (a registry mirror may
# not have had them); "npm install" takes the locked versions all the same, and here writes nothing into the lock.
npm_install() {
  local -a options=(--include=dev --no-audit --no-fund --loglevel=error)
  npm ci "${options[@]}" || npm install --no-save "${options[@]}"
}

# npm writes its own record of what is installed; it is older than the lock file when that has changed since.
install_if_missing() {
  local installed="$ROOT/node_modules/.package-lock.json"
  if [[ -f "$installed" && ! "$ROOT/package-lock.json" -nt "$installed" ]]; then return 0; fi
  check_writable "$ROOT" "$ROOT/node_modules"
  say "Installing packages (npm ci; a minute or two the first time) …"
  # The build needs the development packages, even where NODE_ENV is production.
  (cd "$ROOT" && quietly npm_install) || fail "npm could not install the packages; its messages are above."
}

is_build_stale() {
  [[ -f "$BUILD_STAMP" && -f "$CLI" ]] || return 0
  local newer
  newer="$(cd "$ROOT" && find src tsconfig.json tsconfig.build.json nest-cli.json package.json package-lock.json \
    ! -name '*.spec.ts' -newer "$BUILD_STAMP" -print 2>/dev/null | head -n 1)"
  [[ -n "$newer" ]]
}

# A stamp of our own: an incremental compiler does not touch what it need not write. It bears the time before the
# build, so that what is saved meanwhile counts as newer.
build_if_stale() {
  is_build_stale || return 0
  check_writable "$ROOT" "$ROOT/dist"
  say "Building …"
  local stamp
  stamp="$(mktemp)"
  if ! (cd "$ROOT" && quietly npm run --silent build); then
    rm -f "$stamp"
    fail "The build did not work; its messages are above."
  fi
  mv "$stamp" "$BUILD_STAMP"
}

prepare() {
  check_tools
  install_if_missing
  build_if_stale
}

# What runs must not be built anew below itself.
prepare_unless_running() {
  if is_running; then check_tools; else prepare; fi
}

# For commands that only look at or end a running service: they must work while the sources are being changed.
require_built() {
  check_tools
  [[ -f "$CLI" && -d "$ROOT/node_modules" ]] || fail "$1"
}

# Whether a supervisor of this project runs.
is_running() {
  [[ -f "$CLI" && -f "$ROOT/var/run/sheaf.json" ]] || return 1
  local code=0
  node "$CLI" status --json >/dev/null 2>&1 || code=$?
  ((code != 3))
}

wants_help() {
  local argument
  for argument in "$@"; do
    [[ "$argument" == "-h" || "$argument" == "--help" ]] && return 0
  done
  return 1
}

# Ends with the help of the script, its function "usage", when that is asked for.
answer_help() {
  wants_help "$@" || return 0
  usage
  exit 0
}
