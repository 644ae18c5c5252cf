import fc from "fast-check";
import type { FuzzedRequest } from "./fuzzed_request.ts";

/** Requests that the log knows before the fuzz begins; `known-0` and so on stand for their ids. */
export const KNOWN_REQUESTS = 20;

/** Rows of each of them. */
export const KNOWN_ROWS = 3;

const requestId = fc.nat({ max: KNOWN_REQUESTS - 1 }).map((number) => `known-${number}`);
const row = fc.nat({ max: KNOWN_ROWS - 1 });

/** The classes of the fuzzed model, in every form that is taken. */
const outcome = fc.constantFrom<unknown>(0, 1, true, false, "0", "1", -0, 1.0);

const told = fc.record({
  "request_id": requestId,
  outcome,
  row: fc.option(row, { nil: undefined }),
  replace: fc.option(fc.boolean(), { nil: undefined }),
});
const replacing = fc.record({ "request_id": requestId, outcome, row, replace: fc.constant(true) });

const place = ({ request_id: id, row = 0 }: { request_id: string; row?: number | undefined }) =>
  `${id} ${row}`;

/** An outcome with one thing wrong. */
const wrong = fc.oneof(
  ...[
    { "request_id": fc.oneof(fc.constantFrom("", "known-0 ", "é", "a\n"), fc.integer()) },
    { "request_id": fc.string({ minLength: 129 }) },
    { outcome: fc.oneof(fc.constantFrom(null, [], {}, "yes", "\0", "\ud800", 2, -1, 0.5, 1e300)) },
    { row: fc.oneof(fc.constantFrom(-1, 0.5, 2 ** 31, 1e300, "0", null), fc.constant([])) },
    { replace: fc.constantFrom(1, "true", null) },
    { more: fc.jsonValue() },
  ].map((change) =>
    fc.tuple(replacing, fc.record(change as Record<string, fc.Arbitrary<unknown>>))
      .map(([good, bad]) => ({ ...good, ...bad }))
  ),
);

const feedback = (isValid: boolean | null) => (value: unknown): FuzzedRequest => ({
  method: "POST",
  url: "/feedback",
  path: "/feedback",
  isValid,
  type: "application/json",
  body: typeof value === "string" ? value : JSON.stringify(value),
});

const feedbacks = fc.oneof(
  fc.uniqueArray(replacing, { selector: place, maxLength: 20 }).map(feedback(true)),
  replacing.map(feedback(true)),
  // Another outcome may have been told before.
  told.map(feedback(null)),
  wrong.map(feedback(false)),
  fc.tuple(replacing, wrong).map(feedback(false)),
  replacing.map((one) => feedback(true)([one, one])),
  replacing.map((one) => feedback(false)([{ ...one, outcome: 0 }, { ...one, outcome: 1 }])),
  fc.tuple(replacing, fc.integer({ min: KNOWN_ROWS, max: 2 ** 31 - 1 }))
    .map(([one, row]) => feedback(false)({ ...one, row })),
  replacing.map((one) => feedback(false)({ ...one, "request_id": `un${one.request_id}` })),
  fc.constantFrom("", "[", "1", "null", '"text"', "\u0000").map(feedback(false)),
);

const get = (path: string, query: string, isValid: boolean): FuzzedRequest => ({
  method: "GET",
  url: `${path}${query}`,
  path,
  isValid,
});
const notCount = fc.oneof(
  fc.constantFrom("", "0", "-1", "1.5", "1e3", " 1", "0x10", "999999999999", "NaN", "\ud800"),
  fc.string().filter((text) => !/^\d+$/.test(text)),
).map((text) => encodeURIComponent(text.toWellFormed()));

const reports = fc.oneof(
  fc.option(fc.integer({ min: 1, max: 3_650 })).map((days) =>
    get("/quality", days === null ? "" : `?days=${days}`, true)
  ),
  notCount.map((text) => get("/quality", `?days=${text}`, false)),
  fc.option(fc.integer({ min: 1, max: 100_000 })).map((rows) =>
    get("/drift", rows === null ? "" : `?version=1&rows=${rows}`, true)
  ),
  notCount.map((text) => get("/drift", `?rows=${text}`, false)),
  fc.string().filter((text) => text !== "1").map((text) =>
    get("/drift", `?version=${encodeURIComponent(text.toWellFormed())}`, false)
  ),
  fc.constant(get("/traffic", "", true)),
  fc.integer({ min: 1, max: 500 }).map((limit) => get("/audit", `?limit=${limit}`, true)),
  fc.nat().map((before) => get("/audit", `?before=${before + 1}&action=outcome_replaced`, true)),
  notCount.map((text) => get("/audit", `?limit=${text}`, false)),
  notCount.map((text) => get("/audit", `?before=${text}`, false)),
  fc.constantFrom("", "A", "a%0Ab", "a".repeat(41)).map((word) =>
    get("/audit", `?action=${word}`, false)
  ),
  fc.date({ noInvalidDate: true, min: new Date("1970-01-01"), max: new Date("9999-12-31") })
    .map((time) => get("/traffic", `?since=${encodeURIComponent(time.toISOString())}`, true)),
  fc.constantFrom("", "yesterday", "1", "2026-13-45", "2026-01-01Tx").map((text) =>
    get("/traffic", `?since=${text}`, false)
  ),
);

const text = fc.string({ minLength: 1, unit: "binary" }).map((value) => value.toWellFormed());
const move = fc.record({ model: text, alias: text, version: text, previous: fc.option(text) });
const moves = fc.oneof(
  move.map((one): FuzzedRequest => ({ ...feedback(true)(one), url: "/audit", path: "/audit" })),
  fc.tuple(move, fc.constantFrom({ model: "" }, { alias: 1 }, { version: null }, { more: 1 }))
    .map(([one, wrong]): FuzzedRequest => ({
      ...feedback(false)({ ...one, ...wrong }),
      url: "/audit",
      path: "/audit",
    })),
);

/** Requests over the prediction log: outcomes told, moves noted, and what is asked of it. */
export const logRequest: fc.Arbitrary<FuzzedRequest> = fc.oneof(
  { weight: 4, arbitrary: feedbacks },
  { weight: 2, arbitrary: reports },
  { weight: 1, arbitrary: moves },
);
