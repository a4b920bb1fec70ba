#!/usr/bin/env bash
# Copies database and files into a folder.
# shellcheck source=scripts/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

usage() {
  cat <<'HELP'
Usage: scripts/backup.sh [options] [folder]

Copies the database as of one moment, and the files that belong to it, into a folder (default:
var/backups/sheaf-<time>). Works while the service runs, and while it does not: then the database is started for as
long as it takes. With DATABASE_URL and STORAGE_DRIVER=s3 these are what is copied.

  -f, --force   replace an earlier backup in that folder
  -h, --help    this text

The folder holds what all users uploaded: keep it as you keep the service. SECRET_KEY is not in it.
HELP
}

answer_help "$@"
prepare_unless_running
exec node "$CLI" backup "$@"
