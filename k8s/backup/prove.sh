#!/bin/bash
# Proves a dump: restores it into a Postgres that is made for it in $SCRATCH and seen by nobody else,
# and counts the rows of every table again.
# WORK: what dump.sh left. SCRATCH: an empty folder.
set -euo pipefail

export PGHOST=$SCRATCH PGUSER=proof
unset PGPASSWORD
initdb --pgdata "$SCRATCH/data" --username "$PGUSER" --auth trust --no-sync >"$SCRATCH/initdb.log"
# By a socket only, and not safe from a crash: it lives for a minute.
pg_ctl --pgdata "$SCRATCH/data" --log "$SCRATCH/server.log" --wait start --options \
  "-c listen_addresses='' -c unix_socket_directories='$SCRATCH' -c fsync=off -c full_page_writes=off" >/dev/null
trap 'pg_ctl --pgdata "$SCRATCH/data" --mode immediate stop >/dev/null' EXIT

# Roles that are there already (a superuser of the same name) are no fault.
psql --dbname postgres --no-psqlrc --quiet --file "$WORK/roles.sql" 2>"$SCRATCH/roles.log"
: >"$SCRATCH/rows"
for dump in "$WORK"/*.dump; do
  database=$(basename "$dump" .dump)
  createdb "$database"
  pg_restore --dbname "$database" --exit-on-error "$dump"
  psql --dbname "$database" --no-psqlrc --quiet --set ON_ERROR_STOP=1 --set name="$database" \
    --file "$WORK/$database.rights.sql"
  psql --dbname "$database" --no-psqlrc --quiet --tuples-only --no-align --field-separator=$'\t' \
    --set ON_ERROR_STOP=1 --file "$(dirname "$0")/count-rows.sql" >>"$SCRATCH/rows"
done
if ! difference=$(diff <(sort "$WORK/rows") <(sort "$SCRATCH/rows")); then
  echo "Cannot keep this backup as its dumps must restore to the rows that were dumped: $difference" >&2
  exit 1
fi
awk -F '\t' '{ rows += $2 } END { printf "restored and counted: %d rows in %d tables\n", rows, NR }' "$WORK/rows"
