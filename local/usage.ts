/** What `deno task start --help` prints. */
export const USAGE =
  `Runs the whole stack on this machine until Ctrl-C: PostgreSQL, the tracking server, a first training
where no model is registered, the prediction service and the page.

Usage: deno task start [--fresh]                                       the workshop's data set
       deno task start --table FILE --target COLUMN [flags of train]   your table (docs/tables.md)

  --table FILE        CSV, gzip or Parquet: a path from where you stand, or an http or https address
  --target COLUMN     column that is predicted
  --fresh             begin with nothing: what an earlier stack kept is removed
  any flag of         how the model of a table is trained, e.g. --n-estimators 300
  deno task train

Environment:
  STACK_DIR           folder of all that the stack keeps (.stack in the repository)
  UI_PORT             port of the page (8501)
  API_PORT            port of the prediction service (8000)
  MLFLOW_PORT         port of the tracking server (5000)
  POSTGRES_PORT       port of PostgreSQL (5432, or the next free one)
  MLFLOW_TRACKING_URI, DATABASE_URL
                      servers of yours, in the place of the stack's own
  UI_ADMIN_TOKEN      token to promote a version on the page (made at the first start, and printed)
  STACK_WAIT_SECONDS  how long these are waited for (60)

deno task status tells what runs, deno task stop ends it.
`;
