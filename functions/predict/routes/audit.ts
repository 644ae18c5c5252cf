import type { AuditTrail } from "../audit/audit_trail.ts";
import { type BodyReader } from "../http/body_reader.ts";
import { ONE_OBJECT_BYTES } from "../http/whole_body.ts";
import { callerOf } from "../http/caller.ts";
import type { Exchange } from "../http/exchange.ts";
import { JSON_TYPE, requireMediaType } from "../http/media_type.ts";
import { Problem } from "../http/problem.ts";
import { jsonResponse, type Route } from "../http/route.ts";
import { type Fault, ValidationError } from "../http/validation_error.ts";
import { readCount } from "./read_count.ts";

/** What the routes need. */
export interface AuditRouteParts {
  /** The audit. */
  readonly trail: AuditTrail;
  /** Reads bodies. */
  readonly bodies: BodyReader;
}

/** Most entries of an answer. */
export const MAX_ENTRIES = 500;

const USUAL_ENTRIES = 100;

/** Largest number of an entry that a double holds exactly. */
const MAX_ID = Number.MAX_SAFE_INTEGER;

/** How actions are named. */
export const ACTION = /^[a-z_]{1,40}$/;

/**
 * Makes `GET /audit`, what was changed by whom and what was refused, and `POST /audit`, by which whoever
 * moved an alias tells so: the page does, as the registry keeps no record of it.
 *
 * @param parts What the routes need.
 * @returns The routes.
 */
export function auditRoutes({ trail, bodies }: AuditRouteParts): Route[] {
  return [
    {
      method: "GET",
      path: "/audit",
      async handle({ request }) {
        const query = new URL(request.url).searchParams;
        const limit = readCount(query, "limit", { fallback: USUAL_ENTRIES, max: MAX_ENTRIES });
        const before = query.has("before")
          ? readCount(query, "before", { fallback: 1, max: MAX_ID })
          : null;
        const action = query.get("action");
        if (action !== null && !ACTION.test(action)) {
          throw new Problem(422, 'The parameter "action" must be a word, e.g. alias_moved');
        }
        return jsonResponse(JSON.stringify(await trail.read({ limit, before, action })));
      },
    },
    {
      method: "POST",
      path: "/audit",
      async handle(exchange) {
        requireMediaType(exchange.request, [JSON_TYPE]);
        const move = readMove(await bodies.json(exchange, ONE_OBJECT_BYTES));
        noteMove(trail, exchange, move);
        return jsonResponse(JSON.stringify({ noted: 1 }));
      },
    },
  ];
}

/** An alias that was moved. */
interface Move {
  readonly model: string;
  readonly alias: string;
  readonly version: string;
  readonly previous: string | null;
  readonly reason: string | null;
  readonly from: string | null;
}

function noteMove(trail: AuditTrail, exchange: Exchange, move: Move): void {
  const { name, address } = callerOf(exchange);
  trail.note({
    who: name,
    action: "alias_moved",
    subject: `models:/${move.model}@${move.alias}`,
    origin: move.from ?? address,
    reason: move.reason,
    detail: { state: move.version, previous: move.previous },
  });
}

const REQUIRED = ["model", "alias", "version"];
const OPTIONAL = ["previous", "reason", "from"];

/** Longest text of each member; the audit cuts them further. */
const MAX_TEXT = 2_000;

function readMove(body: unknown): Move {
  const faults: Fault[] = [];
  const given: Readonly<Record<string, unknown>> =
    typeof body === "object" && body !== null && !Array.isArray(body) ? { ...body } : {};
  if (Object.keys(given).length === 0) {
    throw new ValidationError([{
      path: [],
      reason: "must be an object with model, alias, version",
    }]);
  }
  for (const name of Object.keys(given)) {
    if (REQUIRED.includes(name) || OPTIONAL.includes(name)) continue;
    faults.push({ path: [name], reason: `${JSON.stringify(name.slice(0, 40))} is not known` });
  }
  const textOf = (name: string): string | null => {
    const value = given[name] ?? null;
    const isText = typeof value === "string" && value !== "" && value.length <= MAX_TEXT;
    if (value === null ? REQUIRED.includes(name) : !isText) {
      faults.push({
        path: [name],
        reason: `${name} must be a text of 1 to ${MAX_TEXT} characters`,
      });
    }
    return isText ? value : null;
  };
  const [model, alias, version] = REQUIRED.map(textOf);
  const [previous = null, reason = null, from = null] = OPTIONAL.map(textOf);
  if (faults.length > 0) throw new ValidationError(faults.slice(0, 100), faults.length);
  return { model: model!, alias: alias!, version: version!, previous, reason, from };
}
