#!/usr/bin/env bash
# Starts Sheaf: installs what is missing, builds what is stale, and runs the database, the API and the workers.
# shellcheck source=scripts/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

usage() {
  cat <<'HELP'
Usage: scripts/start.sh [options]

Installs what is missing, builds what is stale, and starts an embedded PostgreSQL (unless DATABASE_URL names another),
the API and the workers. Ctrl-C drains and stops all of it.

Options:
  -d, --detach           run in the background, and return when the service is ready
  -w, --workers <count>  number of worker processes (default: 1)
  -p, --port <port>      port of the API; 0 takes a free one (default: PORT, or 8001)
      --host <address>   address to listen on (default: HOST, or 0.0.0.0)
      --sample           then register a demo user, upload the bundled samples and show what was extracted
  -h, --help             this text

See also: stop.sh, restart.sh, status.sh, logs.sh, create-admin.sh
HELP
}

answer_help "$@"
prepare_unless_running
exec node "$CLI" start "$@"
