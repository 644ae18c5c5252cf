import type { Database } from "@mlops/prediction_log";

/** Which predictions are judged. */
export interface JudgedRange {
  /** Name of the model, or `null` for any. */
  readonly modelName: string | null;
  /** How many days back. */
  readonly days: number;
}

/** What is beyond is cut to it, as sums of fourth powers must not overflow. */
const LIMIT = 1e70;

/** A number as `POST /feedback` writes it; a shadow of another task may meet outcomes that are none. */
const NUMBER = "^-?[0-9]+([.][0-9]+)?(e[+-]?[0-9]+)?$";

/**
 * Selects the predictions of regressions whose outcome was told, for use within another query.
 *
 * @param sql The database.
 * @param range Which of them.
 * @returns Rows of `request_id, row_number, predicted_at, version, source, outcome, prediction`.
 */
export function judgedRegressions(
  sql: Database,
  { modelName, days }: JudgedRange,
): ReturnType<Database> {
  return sql`
    select request_id, row_number, predicted_at, p.model_version as version, p.source,
           greatest(least(o.outcome::double precision, ${LIMIT}::double precision),
                    -${LIMIT}::double precision) as outcome,
           greatest(least(p.prediction, ${LIMIT}::double precision),
                    -${LIMIT}::double precision) as prediction
      from (select request_id, row_number, predicted_at, outcome from outcomes
             where outcome ~ ${NUMBER} offset 0) o
      join predictions p using (request_id, row_number, predicted_at)
      join model_versions m using (model_name, model_version)
     where m.task = 'regression' and p.prediction is not null
       and predicted_at > now() - make_interval(days => ${days})
       and (${modelName}::text is null or p.model_name = ${modelName})`;
}
