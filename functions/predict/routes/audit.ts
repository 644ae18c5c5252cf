import type { AuditTrail } from "../audit/audit_trail.ts";
import { type BodyReader } from "../http/body_reader.ts";
import { ONE_OBJECT_BYTES } from "../http/whole_body.ts";
import { callerOf } from "../http/caller.ts";
import { JSON_TYPE, requireMediaType } from "../http/media_type.ts";
import { Problem } from "../http/problem.ts";
import { jsonResponse, type Route } from "../http/route.ts";
import { readCount } from "./read_count.ts";
import { readToldDeed } from "../audit/told_deed.ts";

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

const OTHERS = "Only a key that speaks for others, with X-On-Behalf-Of, may tell what others did";

/** How actions are named. */
const ACTION = /^[a-z_]{1,40}$/;

/**
 * Makes `GET /audit`, what was changed by whom and what was refused, and `POST /audit`, by which whoever
 * moved an alias tells so, as the page does, and the gate before MLflow whatever it lets through and
 * refuses: the registry keeps no record of it.
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
        const body = await bodies.json(exchange, ONE_OBJECT_BYTES);
        const { name, address } = callerOf(exchange);
        const { deed, isMove } = readToldDeed(body, address);
        // Who tells of others could tell anything: whoever gave the key out says that it does not.
        if (!isMove && exchange.identity.via === undefined) throw new Problem(403, OTHERS);
        trail.note({ ...deed, who: name });
        return jsonResponse(JSON.stringify({ noted: 1 }));
      },
    },
  ];
}
