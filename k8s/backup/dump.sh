#!/bin/bash
# Dumps both databases into $WORK, each with the number of rows of its tables, counted in the very
# snapshot that is dumped, and with the folders of artifacts that it refers to.
# PGHOST, PGUSER, PGPASSWORD: who may read both. MLFLOW_DATABASE: MLflow's. WORK: an empty folder.
set -euo pipefail

folder=$(dirname "$0")
databases=("$MLFLOW_DATABASE" predictions)

# Sends a query to the session and prints its rows.
ask() {
  printf '%s\n\\echo END\n' "$1" >&"${SESSION[1]}"
  local line
  while IFS= read -r line <&"${SESSION[0]}"; do
    [ "$line" = END ] && return
    printf '%s\n' "$line"
  done
  echo "Cannot dump $database as Postgres must answer: it ended the connection" >&2
  return 1
}

for _ in $(seq 60); do pg_isready --quiet --dbname postgres && break; sleep 1; done
date -u +%Y-%m-%dT%H-%M-%SZ >"$WORK/id"
: >"$WORK/rows"
# Without passwords: those are the cluster's Secrets', not the backup's.
pg_dumpall --roles-only --no-role-passwords --database "$MLFLOW_DATABASE" >"$WORK/roles.sql"
for database in "${databases[@]}"; do
  coproc SESSION {
    psql --dbname "$database" --no-psqlrc --quiet --tuples-only --no-align \
      --field-separator=$'\t' --set ON_ERROR_STOP=1
  }
  session=$SESSION_PID
  snapshot=$(ask "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SELECT pg_export_snapshot();")
  pg_dump --dbname "$database" --format custom --snapshot "$snapshot" --file "$WORK/$database.dump"
  ask "$(<"$folder/count-rows.sql")" >>"$WORK/rows"
  # What a dump of one database does not hold: whose it is, and who may connect.
  ask "SELECT format('ALTER DATABASE :\"name\" OWNER TO %I;', pg_get_userbyid(datdba))
         FROM pg_database WHERE datname = current_database()
       UNION ALL SELECT 'REVOKE ALL ON DATABASE :\"name\" FROM PUBLIC;'
       UNION ALL SELECT format('GRANT %s ON DATABASE :\"name\" TO %s;', privilege_type,
           CASE grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(grantee)) END)
         FROM pg_database, aclexplode(coalesce(datacl, acldefault('d', datdba)))
        WHERE datname = current_database();" >"$WORK/$database.rights.sql"
  if [ "$database" = "$MLFLOW_DATABASE" ]; then
    ask "SELECT artifact_uri FROM runs
         UNION SELECT source FROM model_versions WHERE current_stage <> 'Deleted_Internal';" >"$WORK/references"
    # Since MLflow 3 a model has a folder of its own.
    if [ "$(ask "SELECT to_regclass('logged_models') IS NOT NULL;")" = t ]; then
      ask "SELECT artifact_location FROM logged_models;" >>"$WORK/references"
    fi
  fi
  exec {SESSION[1]}>&-
  wait "$session"
  echo "$database dumped: $(stat --format %s "$WORK/$database.dump") bytes"
done
