import type { TestedPostgres } from "@mlops/testing/tested_postgres";

/** A prediction of a binary model with what came true. */
export interface JudgedRow {
  /** Predicted probability of class 1. */
  readonly probability: number;
  /** The true class. */
  readonly outcome: 0 | 1;
}

/**
 * Makes predictions that are mostly right, many of them with the same probability.
 *
 * @param count How many.
 * @param skill 0 guesses, 1 knows.
 * @returns The same rows for the same arguments; the outcomes do not depend on the skill.
 */
export function judgedRows(count: number, skill: number): JudgedRow[] {
  return Array.from({ length: count }, (_, index) => {
    const outcome = index * 7919 % 100 < 35 ? 1 : 0;
    const noise = (index * 104729 + 17) % 1009 / 1009;
    const probability = Math.round((skill * outcome + (1 - skill) * noise) * 20) / 20;
    return { probability, outcome };
  });
}

/**
 * Writes predictions and their outcomes to the database.
 *
 * @param rows The predictions.
 * @param options Version, source, and what their request ids begin with.
 */
export async function logJudgedRows(
  database: TestedPostgres,
  rows: readonly JudgedRow[],
  { version, source, ids }: { version: string; source: string; ids: string },
): Promise<void> {
  await database.query(
    `insert into model_versions (model_name, model_version, features, classes)
     values ('diabetes-model', $1, '{a}', '{0,1}') on conflict do nothing`,
    [version],
  );
  const moment = "date_trunc('day', now() at time zone 'UTC') at time zone 'UTC'";
  await database.query(
    `with row as (
       select $3 || '-' || n as id, (r->>'probability')::float8 as p, r->>'outcome' as outcome
         from jsonb_array_elements($4::text::jsonb) with ordinality as e(r, n)),
     told as (
       insert into outcomes (request_id, row_number, predicted_at, outcome)
       select id, 0, ${moment}, outcome from row on conflict do nothing)
     insert into predictions (request_id, row_number, predicted_at, source, batch_id, model_name,
       model_version, engine, probability, label, latency_ms, instance)
     select id, 0, ${moment}, $2, gen_random_uuid(), 'diabetes-model', $1, 'forest', p,
            case when p > 0.5 then '1' else '0' end, 1, 'test' from row`,
    [version, source, ids, JSON.stringify(rows)],
  );
}

/**
 * Writes predictions of a model with several classes, and their outcomes, to the database.
 *
 * @param rows The predicted and the true class of each row.
 * @param options The model's classes, its version, and the source.
 */
export async function logLabels(
  database: TestedPostgres,
  rows: readonly { readonly label: string; readonly outcome: string }[],
  { classes, version, source }: { classes: readonly string[]; version: string; source: string },
): Promise<void> {
  await database.query(
    `insert into model_versions (model_name, model_version, features, classes)
     values ('diabetes-model', $1, '{a}', array(select jsonb_array_elements_text($2::text::jsonb)))`,
    [version, JSON.stringify(classes)],
  );
  await database.query(
    `with row as (
       select 'labels-' || n as id, r->>'label' as label, r->>'outcome' as outcome
         from jsonb_array_elements($3::text::jsonb) with ordinality as e(r, n)),
     told as (
       insert into outcomes (request_id, row_number, predicted_at, outcome)
       select id, 0, date_trunc('day', now()), outcome from row on conflict do nothing)
     insert into predictions (request_id, row_number, predicted_at, source, batch_id, model_name,
       model_version, engine, probability, label, latency_ms, instance)
     select id, 0, date_trunc('day', now()), $2, gen_random_uuid(), 'diabetes-model', $1, 'forest',
            0.5, label, 1, 'test' from row`,
    [version, source, JSON.stringify(rows)],
  );
}
