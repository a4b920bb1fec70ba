#!/usr/bin/env bash
# Starts Sheaf for production on this machine, without Docker.
# shellcheck source=scripts/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

usage() {
  cat <<'HELP'
Usage: scripts/start-production.sh [options]

Checks that the configuration is fit for production, brings the database's schema up to date, and starts APIs and
workers in the background; what crashes is started again. scripts/stop.sh stops them, scripts/status.sh and
scripts/logs.sh look at them. nginx stands before the APIs: see docs/deployment.md.

Refused, all reasons at once: a SECRET_KEY that is missing, short or guessable; no DATABASE_URL, or the embedded
database's; CORS_ORIGINS not set, or with anything but https origins; LOG_LEVEL=debug; a debugger in NODE_OPTIONS;
PUBLIC_OPERATIONS on; RATE_LIMIT_ENABLED off.

Options:
  -a, --apis <count>     API processes, each on the port after the one before (default: 2)
  -w, --workers <count>  worker processes (default: one for each core)
  -p, --port <port>      port of the first API (default: PORT, or 8001)
      --host <address>   address to listen on (default: 127.0.0.1, for an nginx on this machine)
      --foreground       stay in the foreground until Ctrl-C
  -h, --help             this text
HELP
}

answer_help "$@"

mode=(--detach)
options=()
for argument in "$@"; do
  if [[ "$argument" == --foreground ]]; then mode=(); else options+=("$argument"); fi
done
# Of an option that is given twice the last counts.
defaults=(--apis 2 --workers "$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2)" --host 127.0.0.1)
prepare_unless_running
exec node "$CLI" start --production "${mode[@]}" "${defaults[@]}" "${options[@]}"
