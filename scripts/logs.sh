#!/usr/bin/env bash
# Shows the logs of all processes, and follows them.
# shellcheck source=scripts/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

usage() {
  cat <<'HELP'
Usage: scripts/logs.sh [options] [process...]

Shows the last lines of the logs of all processes, coloured and in the order of time, and follows them until Ctrl-C.
A process is one of: api, worker, access, postgres, supervisor.

Options:
  -n, --lines <count>  lines of the past to show (default: 50)
      --no-follow      show and end
      --errors         warnings and errors only
  -h, --help           this text
HELP
}

answer_help "$@"
require_built "There are no logs yet: run scripts/start.sh first."
exec node "$CLI" logs "$@"
