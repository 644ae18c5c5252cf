import { openDatabase } from "./database.ts";
import type { LogRow } from "./tables.ts";

/** A served prediction whose outcome was told. */
export interface ConfirmedRow {
  /** Values by the features' names. */
  readonly features: Readonly<Record<string, number>>;
  /** The true class, as text. */
  readonly outcome: string;
  /** Who told it: the name of an identity, or `anonymous`. */
  readonly source: string;
}

/** Such a prediction of a model with columns of any type. */
export interface ConfirmedCells {
  /** Values by the features' names: numbers, texts or booleans; `null` where one was missing. */
  readonly features: Readonly<Record<string, unknown>>;
  /** What came true, as text: a class or a number. */
  readonly outcome: string;
  /** Who told it: the name of an identity, or `anonymous`. */
  readonly source: string;
}

/** A row as the query brings it. */
interface ToldRow extends Pick<LogRow<"outcomes">, "outcome"> {
  readonly source: LogRow<"outcomes">["told_by"];
  readonly names: LogRow<"model_versions">["features"];
  readonly values: readonly unknown[];
}

const STATEMENT_TIMEOUT_MS = 60_000;

/**
 * Reads what the log knows for training: rows that were answered, with what came true, oldest first.
 * Rows whose features were not kept (`PREDICTION_LOG=metadata`), or are not all numbers, are left out.
 *
 * @param url Address of the database; the service's own role may read it.
 * @param modelName Name of the model that predicted them.
 * @returns The rows.
 */
export async function readConfirmedRows(url: URL, modelName: string): Promise<ConfirmedRow[]> {
  const rows = await readConfirmedCells(url, modelName);
  return rows.filter((row): row is ConfirmedRow =>
    Object.values(row.features).every((value) => typeof value === "number")
  );
}

/**
 * Reads what the log knows for training, of a model with columns of any type, oldest first. Rows whose
 * features were not kept (`PREDICTION_LOG=metadata`) are left out.
 *
 * @param url Address of the database; the service's own role may read it.
 * @param modelName Name of the model that predicted them.
 * @returns The rows.
 */
export async function readConfirmedCells(url: URL, modelName: string): Promise<ConfirmedCells[]> {
  const database = await openDatabase(url, {
    applicationName: "train",
    maxConnections: 1,
    statementTimeoutMs: STATEMENT_TIMEOUT_MS,
  });
  try {
    const rows = await database<ToldRow[]>`
      select to_json(m.features) as names, coalesce(p.inputs, to_jsonb(p.features)) as values, o.outcome,
             o.told_by as source
        from outcomes o
        join predictions p using (request_id, row_number, predicted_at)
        join model_versions m using (model_name, model_version)
       where p.model_name = ${modelName} and p.source <> 'shadow' and coalesce(p.inputs, to_jsonb(p.features)) is not null
       order by o.predicted_at, o.request_id, o.row_number`;
    return rows.map(({ names, values, outcome, source }) => ({
      features: Object.fromEntries(names.map((name, index) => [name, values[index]])),
      outcome,
      source,
    }));
  } finally {
    await database.end({ timeout: 1 });
  }
}
