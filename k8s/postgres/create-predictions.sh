#!/bin/bash
# Makes the database `predictions` and the role `predictor`, which may connect to it and to nothing
# else; the migrations, run by the owner, grant it its tables. May run any number of times.
# POSTGRES_USER: the superuser. PREDICTOR_PASSWORD: any text. PGHOST, PGPASSWORD: for another pod.
set -euo pipefail

if [ -n "${PGHOST:-}" ]; then
  # The Job's deadline ends this wait.
  until pg_isready --quiet --username "$POSTGRES_USER" --dbname postgres; do sleep 1; done
fi

psql --username "$POSTGRES_USER" --dbname postgres --no-psqlrc --quiet --set ON_ERROR_STOP=1 <<'SQL'
-- Read from the environment here, as a command line can be seen by other processes.
\getenv password PREDICTOR_PASSWORD
SELECT 'CREATE ROLE predictor LOGIN'
 WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'predictor') \gexec
ALTER ROLE predictor PASSWORD :'password';
SELECT 'CREATE DATABASE predictions'
 WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = 'predictions') \gexec
-- By default every role may connect to every database, and so the service's to MLflow's.
SELECT format('REVOKE ALL ON DATABASE %I FROM PUBLIC', datname)
  FROM pg_database WHERE NOT datistemplate \gexec
GRANT CONNECT ON DATABASE predictions TO predictor;
SQL
echo 'Database "predictions" and role "predictor" are ready.'
