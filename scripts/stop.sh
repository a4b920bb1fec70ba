#!/usr/bin/env bash
# Stops Sheaf.
# shellcheck source=scripts/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

usage() {
  cat <<'HELP'
Usage: scripts/stop.sh [--force]

Stops the service: requests and jobs under way may finish, for half a minute at most; the database last. Also ends what
a killed service left behind.

Options:
  -f, --force  do not wait for requests and jobs
  -h, --help   this text
HELP
}

answer_help "$@"
if [[ ! -f "$ROOT/var/run/sheaf.json" ]]; then
  echo "Sheaf is not running."
  exit 0
fi
require_built "The service cannot be stopped because it is not built: run scripts/start.sh first."
exec node "$CLI" stop "$@"
