#!/bin/sh
# Dumps the database and packs the uploaded files into a new directory below DIRECTORY; removes what is older than KEEP_DAYS.
#   sh ops/backup.sh DIRECTORY         (make backup, or `docker compose run --rm backup`)
# Reads as workit_backup: row-level security would leave every other role's dump empty or refuse it.
set -eu
: "${DATABASE_BACKUP_URL:?the address of the backup role}"
into=${1:?a directory for the backups}
media=${MEDIA:-${WORKIT_VAR:-var}/media}
umask 077

made=$into/workit-$(date -u +%Y%m%dT%H%M%SZ)
unfinished=$made.unfinished
mkdir -p "$unfinished"
trap 'rm -rf "$unfinished"' EXIT

# The database first: a file that is added meanwhile is one too many, never one too few.
pg_dump --format=custom --compress=6 --dbname="$DATABASE_BACKUP_URL" --file="$unfinished/database.dump"
if [ -d "$media" ]; then
    tar -C "$media" -czf "$unfinished/files.tar.gz" .
fi
(cd "$unfinished" && sha256sum -- * >SHA256SUMS)
mv "$unfinished" "$made"
trap - EXIT

if [ -n "${KEEP_DAYS:-}" ]; then
    find "$into" -maxdepth 1 -type d -name 'workit-*' -mtime "+$KEEP_DAYS" -exec rm -rf {} +
fi
echo "$made"
