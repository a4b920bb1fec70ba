#!/usr/bin/env bash
# Runs the topology of docker-compose.yml without Docker.
# shellcheck source=scripts/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

usage() {
  cat <<'HELP'
Usage: scripts/rehearse.sh [options]

Starts what docker-compose.yml describes as processes of this machine: nginx with the same configuration, APIs and
workers with the same commands and environment, from folders that hold what their images would, Redis and PostgreSQL.
Ports are free ones, data stands in a temporary folder. Prints the URL; Ctrl-C stops and removes everything.

Options:
      --api <count>     API processes (default: 3)
      --worker <count>  worker processes (default: 4)
      --port <port>     port of nginx; 0 takes a free one (default: 0)
      --no-docs         /docs, /redoc and /openapi.json for administrators only, as in production
  -h, --help            this text

Needs nginx and redis-server (Debian: nginx-light redis-server).
HELP
}

answer_help "$@"
for program in nginx redis-server; do
  PATH="$PATH:/usr/sbin" command -v "$program" >/dev/null ||
    fail "$program is not installed: apt-get install nginx-light redis-server."
done
export PATH="$PATH:/usr/sbin"
prepare
exec node "$ROOT/dist/cli/rehearsal/rehearse.js" "$@"
