import { type BodyReader } from "../http/body_reader.ts";
import { MANY_ROWS_BYTES } from "../http/whole_body.ts";
import { callerOf } from "../http/caller.ts";
import type { Outcome, Teller } from "../log/feedback.ts";
import { type LogDatabase, requireLog } from "../log/log_database.ts";
import type { Exchange } from "../http/exchange.ts";
import { JSON_TYPE, requireMediaType } from "../http/media_type.ts";
import { Problem } from "../http/problem.ts";
import { isRequestId } from "../http/request_id.ts";
import { jsonResponse, type Route } from "../http/route.ts";
import { type Fault, ValidationError } from "../http/validation_error.ts";

/** Most outcomes of one request. */
const MAX_OUTCOMES = 10_000;

/** What the route needs. */
export interface FeedbackParts {
  /** The log, or `null` where there is none. */
  readonly database: LogDatabase | null;
  /** Reads bodies. */
  readonly bodies: BodyReader;
}

/**
 * Makes `POST /feedback`: what came true, `{request_id, outcome, row?, replace?}` or an array of them.
 *
 * @param parts What the route needs.
 * @returns The route.
 */
export function feedbackRoute({ database, bodies }: FeedbackParts): Route {
  return {
    method: "POST",
    path: "/feedback",
    async handle(exchange) {
      const log = requireLog(database);
      requireMediaType(exchange.request, [JSON_TYPE]);
      const body = await bodies.json(exchange, MANY_ROWS_BYTES);
      const outcomes = readOutcomes(body);
      const positions = distinctPositions(outcomes);
      const distinct = positions.map((position) => outcomes[position]!);
      const pathOf = (index: number) => Array.isArray(body) ? [positions[index]!] : [];
      // Loaded with the first outcome, as no prediction needs it.
      const { recordOutcomes } = await import("../log/feedback.ts");
      const receipt = distinct.length === 0
        ? { recorded: 0, unchanged: 0, replaced: 0 }
        : await recordOutcomes(log, distinct, tellerOf(exchange), pathOf);
      const repeated = outcomes.length - distinct.length;
      return jsonResponse(JSON.stringify({ ...receipt, unchanged: receipt.unchanged + repeated }));
    },
  };
}

function tellerOf(exchange: Exchange): Teller {
  const { name, address, may } = callerOf(exchange);
  return { name, address, mayOverrule: may("promote") };
}

function readOutcomes(body: unknown): Outcome[] {
  const isMany = Array.isArray(body);
  const values: readonly unknown[] = isMany ? body : [body];
  if (values.length > MAX_OUTCOMES) {
    const reason = `An array may have at most ${MAX_OUTCOMES} elements: has ${values.length}`;
    throw new ValidationError([{ path: [], reason }]);
  }
  const faults: Fault[] = [];
  const outcomes = values.map((value, index) => readOutcome(value, isMany ? [index] : [], faults));
  if (faults.length > 0) throw new ValidationError(faults.slice(0, 1000), faults.length);
  return outcomes;
}

/** Finds the positions of the outcomes that are told for the first time; the others tell the same. */
function distinctPositions(outcomes: readonly Outcome[]): number[] {
  const told = new Map<string, number>();
  outcomes.forEach(({ requestId, row, outcome, isReplacement }, position) => {
    const key = `${requestId} ${row}`;
    const known = outcomes[told.get(key) ?? position]!;
    if (known.outcome !== outcome) {
      throw new Problem(409, `A request must tell one outcome of a row: "${requestId}" has two`);
    }
    if (!told.has(key) || isReplacement) told.set(key, position);
  });
  return [...told.values()];
}

const KEYS = new Set(["request_id", "outcome", "row", "replace"]);

/** Largest row number that the log can hold. */
const MAX_ROW = 2 ** 31 - 1;

function readOutcome(value: unknown, path: readonly (string | number)[], faults: Fault[]): Outcome {
  const fault = (key: string, reason: string) => {
    faults.push({ path: key === "" ? path : [...path, key], reason });
  };
  const given: Readonly<Record<string, unknown>> = isObject(value) ? value : {};
  if (!isObject(value)) fault("", "must be an object with request_id and outcome");
  for (const key of Object.keys(given)) {
    if (!KEYS.has(key)) {
      fault(key, `${JSON.stringify(key.slice(0, 40).toWellFormed())} is not known`);
    }
  }
  const { request_id: requestId, outcome, row = 0, replace = false } = given;
  if (typeof requestId !== "string" || !isRequestId(requestId)) {
    fault("request_id", "request_id must be the X-Request-Id of an answer");
  }
  const label = labelOf(outcome);
  if (label === null) {
    fault("outcome", "outcome must be a class of the model, or a number if it is a regression");
  }
  if (typeof row !== "number" || !Number.isInteger(row) || row < 0 || row > MAX_ROW) {
    fault("row", "row must be the number of a row within the request, from 0");
  }
  if (typeof replace !== "boolean") fault("replace", "replace must be true or false");
  return {
    requestId: `${requestId}`,
    row: Number(row),
    outcome: label ?? "",
    isNumber: typeof outcome === "number",
    isReplacement: replace === true,
  };
}

/** Writes a class as the log does; `true` and `false` stand for 1 and 0. */
function labelOf(outcome: unknown): string | null {
  if (typeof outcome === "boolean") return outcome ? "1" : "0";
  if (typeof outcome === "number" && Number.isFinite(outcome)) return `${outcome}`;
  const isLabel = typeof outcome === "string" && outcome.length <= 1000 && outcome.isWellFormed() &&
    !outcome.includes("\0");
  return isLabel ? outcome : null;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
