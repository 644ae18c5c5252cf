/**
 * Child processes that are started, waited for until they are ready, and ended by their own signal;
 * and an embedded PostgreSQL among them. The stack on one machine, its drills and the tests use it.
 *
 * @module
 */
export {
  PostgresError,
  type PostgresOptions,
  type PreparedPostgres,
  preparePostgres,
} from "./embedded_postgres.ts";
export { endingSignals } from "./ending_signals.ts";
export { type KeepOptions, keepRunning, type KeptProcess, type KeptState } from "./keep_running.ts";
export {
  type Ancestor,
  askParents,
  askStartTime,
  type Command,
  endProcess,
  type Platform,
  PlatformError,
  programsOf,
  readParents,
  readStartTime,
  thisPlatform,
} from "./platform.ts";
export { ProcessError } from "./process_error.ts";
export { type ProcessCommand, type RunningProcess, startProcess } from "./start_process.ts";
