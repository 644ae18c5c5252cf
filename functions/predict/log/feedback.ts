import { ANONYMOUS } from "../http/caller.ts";
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

/** Who tells outcomes. */
export interface Teller {
  /** Name for the record. */
  readonly name: string;
  /** Address that they come from, or `null`. */
  readonly address: string | null;
  /** Whether they may replace what another named source told. */
  readonly mayOverrule: boolean;
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

/** An outcome as it stands in the log once all are told for the first time. */
interface Kept {
  readonly requestId: string;
  readonly row: number;
  readonly outcome: LogRow<"outcomes">["outcome"];
  readonly toldBy: LogRow<"outcomes">["told_by"];
}

/** At most this many ids are named in a problem. */
const MAX_NAMED = 20;

/**
 * Records outcomes, all or none. An id from before the service made them may stand for several
 * predictions: the newest that answered a request is meant.
 *
 * What one source told stands against another outcome, until it is replaced: by the same source, by any
 * named one where nobody knows who told it (then without asking, so that nobody is kept from telling by a
 * stranger who was faster), or by whoever may overrule. A named source that tells the same as an unknown
 * one confirms it, and is from then on who told it. What stood before is kept in the audit, by a trigger.
 *
 * @param database The log.
 * @param teller Who tells them.
 * @param pathOf Tells where in the request's body an outcome stands (default: in an array).
 * @returns What became of them.
 * @throws {Problem} 404 if the log has no such prediction, 409 if another outcome was told before, or by
 * another source.
 * @throws {ValidationError} If an outcome is no class of the model that predicted, or no number of a
 * regression.
 */
export function recordOutcomes(
  database: LogDatabase,
  outcomes: readonly Outcome[],
  teller: Teller,
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
      const kept = await transaction<Kept[]>`
        insert into outcomes (request_id, row_number, predicted_at, outcome, told_by, told_from)
        select g."requestId", g."row", g."predictedAt", g.outcome, ${teller.name}, ${teller.address}
          from jsonb_to_recordset(${timed}::text::jsonb)
                 as g("requestId" text, "row" integer, "predictedAt" timestamptz, outcome text)
         -- Two callers that lock the same rows must do so in the same order.
         order by g."requestId", g."row"
        on conflict (request_id, row_number, predicted_at) do update
          set received_at = outcomes.received_at
        returning request_id as "requestId", row_number as "row", outcome, told_by as "toldBy"`;
      const before = new Map(kept.map((row) => [keyOf(row), row]));
      const contradicting = outcomes.filter((told) =>
        before.get(keyOf(told))?.outcome !== told.outcome
      );
      const isUnowned = (told: Outcome) =>
        teller.name !== ANONYMOUS && before.get(keyOf(told))?.toldBy === ANONYMOUS;
      requireReplacement(contradicting.filter((told) => !isUnowned(told)));
      requireSource(contradicting, before, teller);
      if (contradicting.length > 0 || outcomes.some(isUnowned)) {
        await transaction`
          update outcomes o
             set outcome = g.outcome, received_at = now(), told_by = ${teller.name},
                 told_from = ${teller.address}
            from jsonb_to_recordset(${timed}::text::jsonb)
                   as g("requestId" text, "row" integer, "predictedAt" timestamptz, outcome text)
           where o.request_id = g."requestId" and o.row_number = g."row"
             and o.predicted_at = g."predictedAt"
             and (o.outcome <> g.outcome
                  or o.told_by = ${ANONYMOUS} and ${teller.name}::text <> ${ANONYMOUS}::text)`;
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

/** What another source told is not replaced by whoever comes along. */
function requireSource(
  contradicting: readonly Outcome[],
  before: ReadonlyMap<string, Kept>,
  { name: teller, mayOverrule }: Teller,
): void {
  if (mayOverrule) return;
  const refused = contradicting.filter((told) =>
    ![teller, ANONYMOUS].includes(before.get(keyOf(told))?.toldBy ?? teller)
  );
  if (refused.length === 0) return;
  throw new Problem(
    409,
    `Another source told another outcome before: only it, or who has the right "promote", may ` +
      `replace it: ${name(refused)}`,
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
