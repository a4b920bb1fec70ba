#!/usr/bin/env bash
# Shows what runs and whether it is well.
# shellcheck source=scripts/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

usage() {
  cat <<'HELP'
Usage: scripts/status.sh [--json]

Shows the processes with their uptime and memory, the URL and the health checks.

Options:
      --json  for programs
  -h, --help  this text

Exit code: 0 running and well, 1 running but not well, 3 not running.
HELP
}

answer_help "$@"
if [[ ! -f "$CLI" || ! -d "$ROOT/node_modules" ]]; then
  echo "Sheaf is not running."
  exit 3
fi
exec node "$CLI" status "$@"
