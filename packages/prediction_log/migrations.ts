import first from "./migrations/0001_prediction_log.sql" with { type: "text" };
import second from "./migrations/0002_heartbeats.sql" with { type: "text" };
import third from "./migrations/0003_typed_rows.sql" with { type: "text" };
import fourth from "./migrations/0004_provenance.sql" with { type: "text" };

/** A step from one form of the database to the next. */
export interface Migration {
  /** Name with its number, e.g. `0001_prediction_log`. */
  readonly name: string;
  /** Its statements. */
  readonly sql: string;
}

/** All steps in order. They are part of the program, so that a bundle brings its own. */
export const MIGRATIONS: readonly Migration[] = [
  { name: "0001_prediction_log", sql: first },
  { name: "0002_heartbeats", sql: second },
  { name: "0003_typed_rows", sql: third },
  { name: "0004_provenance", sql: fourth },
];
