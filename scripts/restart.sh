#!/usr/bin/env bash
# Restarts Sheaf in the background with the options of its last start.
# shellcheck source=scripts/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

usage() {
  cat <<'HELP'
Usage: scripts/restart.sh [options]

Stops the service if it runs, installs and builds what has changed, and starts it in the background with the options of
its last start, or those given here.

Options:
  -w, --workers <count>  number of worker processes
  -p, --port <port>      port of the API
      --host <address>   address to listen on
      --sample           then show what is extracted from the bundled samples
  -h, --help             this text
HELP
}

answer_help "$@"
check_tools
# What runs must not be built anew below itself.
if is_running && is_build_stale; then node "$CLI" stop; fi
prepare
exec node "$CLI" restart "$@"
