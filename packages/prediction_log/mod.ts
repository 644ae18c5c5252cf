/**
 * The prediction log's database: connecting to it, its tables as types, what it knows for training, what was
 * changed by whom, and dropping its old months. Bringing it up to date is `@mlops/prediction_log/migrate`, by itself, so that the service
 * does not load the migrations. Writing the log and judging it belong to the service.
 *
 * @module
 */
export {
  actionsOfState,
  type AuditEntry,
  type AuditQuery,
  cleanEntry,
  insertEntries,
  insertIfNew,
  type KeptEntry,
  readEntries,
  recordAudit,
} from "./audit.ts";
export {
  type ConfirmedCells,
  type ConfirmedRow,
  readConfirmedCells,
  readConfirmedRows,
} from "./confirmed_rows.ts";
export {
  type Database,
  type DatabaseOptions,
  IGNORED_VARIABLES,
  inTransaction,
  isConnectionLost,
  openDatabase,
  sqlStateOf,
} from "./database.ts";
export { DATABASE_VARIABLES, type DatabaseVariable, readDatabaseUrl } from "./database_address.ts";
export { pruneLog } from "./prune_log.ts";
export type { CheckedWords, LogRow } from "./tables.ts";
