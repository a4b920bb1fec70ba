#!/usr/bin/env bash
# Fills database and storage with what a backup holds.
# shellcheck source=scripts/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

usage() {
  cat <<'HELP'
Usage: scripts/restore.sh [options] <folder>

Checks a backup that scripts/backup.sh made, and fills database and storage with it. The service must not run; the
database must be empty. Jobs that were unfinished go on when the service is started.

  -f, --force   replace all that database and storage hold
  -h, --help    this text
HELP
}

answer_help "$@"
prepare
exec node "$CLI" restore "$@"
