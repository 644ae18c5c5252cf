import { Problem } from "../http/problem.ts";
import { ValidationError } from "../http/validation_error.ts";
import { inTransaction, type LogRow } from "@mlops/prediction_log";
import type { LogDatabase } from "./log_database.ts";

/** What came true for one row of a request. */
export interface Outcome {
  /** Id of the request. */
  readonly requestId: string;
  /** Number of the row within it, from 0. */
  readonly row: number;
  /** The true class or number, as text. */
  readonly outcome: string;
  /** Whether it was told as a finite number, as a regression needs it. */
  readonly isNumber: boolean;
  /** Whether it takes the place of another outcome that was told before. */
  readonly isReplacement: boolean;
}

/** What became of told outcomes. */
export interface FeedbackReceipt {
  /** Told for the first time. */
  readonly recorded: number;
  /** Told before, the same. */
  readonly unchanged: number;
  /** Told before, another. */
  readonly replaced: number;
}

/** A told outcome beside what the log knows of its row. */
interface Found {
  readonly position: number;
  readonly predictedAt: string | null;
  readonly task: LogRow<"model_versions">["task"] | null;
  readonly classes: LogRow<"model_versions">["classes"] | null;
  readonly known: LogRow<"outcomes">["outcome"] | null;
}

/** At most this many ids are named in a problem. */
const MAX_NAMED = 20;

/**
 * Records outcomes, all or none. A client's id may stand for several predictions: the newest that
 * answered a request is meant.
 *
 * @param database The log.
 * @param pathOf Tells where in the request's body an outcome stands (default: in an array).
 * @returns What became of them.
 * @throws {Problem} 404 if the log has no such prediction, 409 if another outcome was told before.
 * @throws {ValidationError} If an outcome is no class of the model that predicted, or no number of a
 * regression.
 */
export function recordOutcomes(
  database: LogDatabase,
  outcomes: readonly Outcome[],
  pathOf: (index: number) => readonly number[] = (index) => [index],
): Promise<FeedbackReceipt> {
  const told = JSON.stringify(outcomes.map((outcome, position) => ({ ...outcome, position })));
  return database.ask((sql) =>
    inTransaction(sql, async (transaction) => {
      const found = await transaction<Found[]>`
        select g.position, to_char(p.predicted_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
                 as "predictedAt",
               m.task, to_json(m.classes) as classes, o.outcome as known
          from jsonb_to_recordset(${told}::text::jsonb)
                 as g(position integer, "requestId" text, "row" integer)
          left join lateral (
            select predicted_at, model_name, model_version from predictions
             where request_id = g."requestId" and row_number = g."row" and source <> 'shadow'
             order by predicted_at desc limit 1) p on true
          left join model_versions m using (model_name, model_version)
          left join outcomes o on o.request_id = g."requestId" and o.row_number = g."row"
                              and o.predicted_at = p.predicted_at
         order by g.position`;
      requireKnown(outcomes, found);
      requireFitting(outcomes, found, pathOf);
      const timed = JSON.stringify(
        outcomes.map((outcome, index) => ({ ...outcome, predictedAt: found[index]?.predictedAt })),
      );
      const kept = await transaction<{ requestId: string; row: number; outcome: string }[]>`
        insert into outcomes (request_id, row_number, predicted_at, outcome)
        select g."requestId", g."row", g."predictedAt", g.outcome
          from jsonb_to_recordset(${timed}::text::jsonb)
                 as g("requestId" text, "row" integer, "predictedAt" timestamptz, outcome text)
         -- Two callers that lock the same rows must do so in the same order.
         order by g."requestId", g."row"
        on conflict (request_id, row_number, predicted_at) do update
          set received_at = outcomes.received_at
        returning request_id as "requestId", row_number as "row", outcome`;
      const before = new Map(kept.map((row) => [keyOf(row), row.outcome]));
      const contradicting = outcomes.filter((told) => before.get(keyOf(told)) !== told.outcome);
      requireReplacement(contradicting);
      if (contradicting.length > 0) {
        await transaction`
          update outcomes o set outcome = g.outcome, received_at = now()
            from jsonb_to_recordset(${timed}::text::jsonb)
                   as g("requestId" text, "row" integer, "predictedAt" timestamptz, outcome text)
           where o.request_id = g."requestId" and o.row_number = g."row"
             and o.predicted_at = g."predictedAt" and o.outcome <> g.outcome`;
      }
      const recorded = found.filter(({ known }) => known === null).length;
      const replaced = contradicting.length;
      return { recorded, replaced, unchanged: outcomes.length - recorded - replaced };
    })
  );
}

function keyOf({ requestId, row }: { requestId: string; row: number }): string {
  return `${requestId} ${row}`;
}

function requireKnown(outcomes: readonly Outcome[], found: readonly Found[]): void {
  const unknown = outcomes.filter((_, index) => (found[index]?.predictedAt ?? null) === null);
  if (unknown.length === 0) return;
  throw new Problem(
    404,
    `The log has no such prediction (a new one takes up to a tenth of a second): ${name(unknown)}`,
    { extensions: { unknown: list(unknown) } },
  );
}

function requireFitting(
  outcomes: readonly Outcome[],
  found: readonly Found[],
  pathOf: (index: number) => readonly number[],
): void {
  const faults = outcomes.flatMap(({ outcome, isNumber }, index) => {
    const { task, classes } = found[index]!;
    const known = classes ?? [];
    if (task === "regression" ? isNumber : known.includes(outcome)) return [];
    const reason = task === "regression"
      ? "outcome must be a number, as the model is a regression"
      : `outcome must be one of the model's classes, ${known.join(", ")}`;
    return [{ path: [...pathOf(index), "outcome"], reason }];
  });
  if (faults.length > 0) throw new ValidationError(faults);
}

function requireReplacement(contradicting: readonly Outcome[]): void {
  const refused = contradicting.filter(({ isReplacement }) => !isReplacement);
  if (refused.length === 0) return;
  throw new Problem(
    409,
    `Another outcome was told before ("replace": true takes its place): ${name(refused)}`,
    { extensions: { contradicting: list(refused) } },
  );
}

function list(outcomes: readonly Outcome[]) {
  return outcomes.slice(0, MAX_NAMED).map(({ requestId, row }) => ({
    "request_id": requestId,
    row,
  }));
}

function name(outcomes: readonly Outcome[]): string {
  const named = outcomes.slice(0, MAX_NAMED).map(({ requestId, row }) =>
    `"${requestId}" row ${row}`
  );
  const rest = outcomes.length - named.length;
  return named.join(", ") + (rest > 0 ? ` and ${rest} more` : "");
}
