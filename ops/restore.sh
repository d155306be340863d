#!/bin/sh
# Restores a backup: roles, database, row-level security and files; then proves that the wall between towns stands.
#   sh ops/restore.sh BACKUP [--replace]         (make restore FROM=BACKUP)
# DATABASE_ADMIN_URL is a superuser's (any database of the server), DATABASE_OWNER_URL the owner role's. A database that has
# tables already is left alone unless --replace is given: then it is dropped first, and whoever is connected loses it.
set -eu
: "${DATABASE_ADMIN_URL:?the address of a superuser}" "${DATABASE_OWNER_URL:?the address of the owner role}"
from=${1:?the directory of a backup}
media=${MEDIA:-${WORKIT_VAR:-var}/media}
here=$(cd "$(dirname "$0")" && pwd)

ask() { psql --no-psqlrc --quiet --tuples-only --no-align --set=ON_ERROR_STOP=1 "$@"; }

(cd "$from" && sha256sum --check --quiet SHA256SUMS)

# The superuser's address may name the database that is about to be dropped: `postgres` is there on every server.
admin=$(printf %s "$DATABASE_ADMIN_URL" | sed -E 's#^([a-z]+://[^/]*)/[^?]*#\1/postgres#')
if [ "$(ask -c "select count(*) from pg_database where datname = 'workit'" "$admin")" = 1 ]; then
    tables=$(ask -c "select count(*) from pg_tables where schemaname = 'public'" "$DATABASE_OWNER_URL")
    if [ "$tables" != 0 ]; then
        [ "${2:-}" = --replace ] || {
            echo "The database workit has $tables tables. To drop it and restore: $0 $from --replace" >&2
            exit 1
        }
        ask -c 'drop database workit with (force)' "$admin"
    fi
fi
ask -f "$here/roles.sql" "$admin"

# As the owner, so that every table belongs to it again; the policies and rights are part of the dump.
pg_restore --exit-on-error --single-transaction --no-owner --dbname="$DATABASE_OWNER_URL" "$from/database.dump"
ask -c analyze "$DATABASE_OWNER_URL" 2>/dev/null

gaps=$(ask "$DATABASE_OWNER_URL" <<'SQL'
select c.relname from pg_class c
join pg_attribute a on a.attrelid = c.oid and a.attname = 'municipality_id' and not a.attisdropped
where c.relkind in ('r', 'p') and c.relnamespace = 'public'::regnamespace
and not (c.relrowsecurity and c.relforcerowsecurity and exists (select from pg_policy p where p.polrelid = c.oid))
union all
select 'owned by ' || relowner::regrole || ': ' || relname from pg_class
where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and relowner <> 'workit_owner'::regrole
SQL
)
[ -z "$gaps" ] || {
    echo "Not protected after the restore: $gaps" >&2
    exit 1
}

if [ -f "$from/files.tar.gz" ]; then
    mkdir -p "$media"
    tar -C "$media" -xzf "$from/files.tar.gz"
fi
echo "Restored $from. Start the product, or run its migrations first if it is newer than the backup."
