#!/usr/bin/env bash
# Makes an administrator.
# shellcheck source=scripts/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

usage() {
  cat <<'HELP'
Usage: scripts/create-admin.sh [options]

Makes an administrator. Works while the service runs and while it does not: then the database is started for as long
as it takes. All options go to the command:

HELP
}

if wants_help "$@"; then
  usage
  if [[ -f "$CLI" && -d "$ROOT/node_modules" ]]; then
    node "$CLI" create-admin --help
  else
    echo "  (they are listed once the service is built: run scripts/start.sh first)"
  fi
  exit 0
fi
prepare_unless_running
exec node "$CLI" create-admin "$@"
