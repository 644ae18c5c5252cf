#!/bin/bash
# Makes a role and a database each for MLflow and for the predictions, none of whose roles may connect
# to the other's, and two for backups: `backup` reads both databases and changes nothing, `replicator`
# copies Postgres' files and has no password, so that it gets in by the socket of Postgres' own pod alone.
# The superuser `postgres` is for this script, for restorations and for people. May run any number of
# times: by the image on an empty volume, by the Job on a volume that exists already.
# PGHOST, PGPASSWORD: of the superuser, from another pod. MLFLOW_ROLE, MLFLOW_DATABASE, MLFLOW_PASSWORD,
# PREDICTIONS_OWNER_PASSWORD, PREDICTOR_PASSWORD: any text. BACKUP_PASSWORD: the same; without it, as in
# the workshop, `backup` cannot log in.
set -euo pipefail

sql() {
  psql --username postgres --no-psqlrc --quiet --set ON_ERROR_STOP=1 \
    --set mlflow="$MLFLOW_ROLE" --set mlflow_database="$MLFLOW_DATABASE" "$@"
}

if [[ "$MLFLOW_ROLE" =~ ^(postgres|predictions_owner|predictor|backup|replicator|renaming)$ ]]; then
  echo "Cannot prepare the databases as POSTGRES_USER is MLflow's own role: $MLFLOW_ROLE is another's" >&2
  exit 1
fi

# On a volume from before this script MLflow's role is the superuser that initdb made. That one cannot
# lose its rights, as it owns the catalogs, so that it becomes `postgres`.
was_superuser() {
  local answer
  answer=$(PGPASSWORD=$MLFLOW_PASSWORD psql --username "$MLFLOW_ROLE" --dbname postgres --no-psqlrc \
    -Atc 'SELECT rolsuper FROM pg_roles WHERE rolname = current_user' 2>/dev/null) || return 1
  [ "$answer" = t ]
}

if [ -n "${PGHOST:-}" ]; then
  # The Job's deadline ends this wait.
  until pg_isready --quiet --username postgres --dbname postgres; do sleep 1; done
  if was_superuser; then
    export ADMIN_PASSWORD=$PGPASSWORD
    # Nobody can rename himself, so that a third role does it.
    PGPASSWORD=$MLFLOW_PASSWORD sql --username "$MLFLOW_ROLE" --dbname postgres <<'SQL'
\getenv password ADMIN_PASSWORD
SELECT 'CREATE ROLE renaming'
 WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'renaming') \gexec
ALTER ROLE renaming LOGIN SUPERUSER PASSWORD :'password';
SQL
    sql --username renaming --dbname postgres --single-transaction <<'SQL'
\getenv password ADMIN_PASSWORD
ALTER ROLE :"mlflow" RENAME TO postgres;
ALTER ROLE postgres PASSWORD :'password';
SQL
    echo "The superuser \"$MLFLOW_ROLE\" of this volume is now \"postgres\"."
  fi
fi

# Passwords are read from the environment here, as a command line can be seen by other processes.
sql --dbname postgres <<'SQL'
\getenv mlflow_password MLFLOW_PASSWORD
\getenv owner_password PREDICTIONS_OWNER_PASSWORD
\getenv predictor_password PREDICTOR_PASSWORD
\set backup_password ''
\getenv backup_password BACKUP_PASSWORD
SELECT format('CREATE ROLE %I', name)
  FROM unnest(ARRAY[:'mlflow', 'predictions_owner', 'predictor', 'backup', 'replicator']) AS name
 WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name) \gexec
ALTER ROLE :"mlflow" LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS
  PASSWORD :'mlflow_password';
ALTER ROLE predictions_owner LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS
  PASSWORD :'owner_password';
ALTER ROLE predictor LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS
  PASSWORD :'predictor_password';
ALTER ROLE backup NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;
SELECT CASE :'backup_password' WHEN '' THEN 'ALTER ROLE backup NOLOGIN'
            ELSE format('ALTER ROLE backup LOGIN PASSWORD %L', :'backup_password') END \gexec
GRANT pg_read_all_data TO backup;
-- Who may replicate can read every file, passwords' hashes too: not over the network.
ALTER ROLE replicator LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE REPLICATION NOBYPASSRLS PASSWORD NULL;
DROP ROLE IF EXISTS renaming;
SELECT format('CREATE DATABASE %I', name)
  FROM unnest(ARRAY[:'mlflow_database', 'predictions']) AS name
 WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = name) \gexec
-- By default every role may connect to every database, and so the one's to the other's. Only what is not
-- so yet is changed: the migrations do the same at the same time, which Postgres takes for a conflict.
SELECT format('REVOKE ALL ON DATABASE %I FROM PUBLIC', datname)
  FROM pg_database WHERE NOT datistemplate
   AND (has_database_privilege('public', datname, 'CONNECT') OR has_database_privilege('public', datname, 'TEMP')) \gexec
SELECT 'GRANT CONNECT ON DATABASE predictions TO predictor'
 WHERE NOT has_database_privilege('predictor', 'predictions', 'CONNECT') \gexec
SELECT format('GRANT CONNECT ON DATABASE %I TO backup', name)
  FROM unnest(ARRAY[:'mlflow_database', 'predictions']) AS name
 WHERE NOT has_database_privilege('backup', name, 'CONNECT') \gexec
SQL

# Gives a database to its owner, with what a superuser made in it before there was one. The database
# itself comes last: it is the sign by which other Jobs see that all of it was given.
give() {
  sql --dbname "$1" --set owner="$2" <<'SQL'
SELECT format('ALTER %s %s OWNER TO %I', kind, name, :'owner') FROM (
  SELECT CASE relkind WHEN 'S' THEN 'SEQUENCE' WHEN 'v' THEN 'VIEW'
                      WHEN 'm' THEN 'MATERIALIZED VIEW' ELSE 'TABLE' END AS kind,
         c.oid::regclass::text AS name, relowner AS owner
    FROM pg_class c
   WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'm', 'S')
     -- The sequence of a column goes with its table.
     AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype IN ('a', 'i')
                        AND d.classid = 'pg_class'::regclass AND relkind = 'S')
  UNION ALL
  SELECT 'ROUTINE', p.oid::regprocedure::text, proowner FROM pg_proc p
   WHERE pronamespace = 'public'::regnamespace
     AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
  UNION ALL
  SELECT 'TYPE', t.oid::regtype::text, typowner FROM pg_type t
   WHERE typnamespace = 'public'::regnamespace AND typtype IN ('d', 'e')
) AS made
 WHERE owner <> (SELECT oid FROM pg_roles WHERE rolname = :'owner') \gexec
SELECT format('ALTER DATABASE %I OWNER TO %I', current_database(), :'owner')
  FROM pg_database WHERE datname = current_database() AND pg_get_userbyid(datdba) <> :'owner' \gexec
-- By default every role may keep large objects, which no table and no quota knows.
SELECT format('REVOKE EXECUTE ON FUNCTION pg_catalog.%s FROM PUBLIC', oid::regprocedure) FROM pg_proc
 WHERE pronamespace = 'pg_catalog'::regnamespace AND proname ~ '^(lo_.*|loread|lowrite)$' \gexec
-- Who is still connected as the superuser that this volume had comes back as the role.
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
 WHERE datname = current_database() AND usesysid = 10 AND pid <> pg_backend_pid()
   AND application_name NOT LIKE 'psql%' \g /dev/null
SQL
}
give "$MLFLOW_DATABASE" "$MLFLOW_ROLE"
give predictions predictions_owner
echo "Databases \"$MLFLOW_DATABASE\" and \"predictions\" are ready, each with roles of its own."
