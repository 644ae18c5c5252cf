#!/bin/bash
# Puts the dumps in $WORK in the place of both databases. Each is restored whole under another name and
# then takes the place of the old one, so that one that fails changes nothing.
# PGHOST, PGUSER, PGPASSWORD: the superuser, who alone can make databases for others. WORK: what fetching a backup left.
set -euo pipefail

sql() { psql --dbname postgres --no-psqlrc --quiet --set ON_ERROR_STOP=1 "$@"; }

for _ in $(seq 300); do pg_isready --quiet --dbname postgres && break; sleep 1; done
# Roles that are there already keep their passwords, which are the cluster's Secrets'.
psql --dbname postgres --no-psqlrc --quiet --file "$WORK/roles.sql" 2>/dev/null || true
for dump in "$WORK"/*.dump; do
  database=$(basename "$dump" .dump)
  sql --set name="${database}_restored" <<'SQL'
DROP DATABASE IF EXISTS :"name" WITH (FORCE);
CREATE DATABASE :"name";
SQL
  pg_restore --dbname "${database}_restored" --exit-on-error --single-transaction "$dump"
  sql --set name="${database}_restored" --file "$WORK/$database.rights.sql"
  # A backup from before that role was made does not know it, and the next one needs it.
  sql --set name="${database}_restored" <<'SQL'
SELECT format('GRANT CONNECT ON DATABASE %I TO backup', :'name')
 WHERE EXISTS (SELECT FROM pg_roles WHERE rolname = 'backup') \gexec
SQL
  sql --set name="$database" --set restored="${database}_restored" <<'SQL'
DROP DATABASE IF EXISTS :"name" WITH (FORCE);
ALTER DATABASE :"restored" RENAME TO :"name";
SQL
  echo "$database restored"
done
