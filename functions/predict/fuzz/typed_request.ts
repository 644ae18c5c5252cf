import fc from "fast-check";
import type { FuzzedRequest } from "./fuzzed_request.ts";

/** A value of a column; `null` is a missing one. */
type Cell = number | string | boolean | null;

/** A column of the typed model: what it takes, what it refuses, and how the protocol names its type. */
interface Column {
  readonly name: string;
  readonly datatype: "INT64" | "BOOL" | "BYTES" | "FP64";
  readonly valid: fc.Arbitrary<Cell>;
  readonly invalid: fc.Arbitrary<unknown>;
}

const number = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.constantFrom(0, -0, 5e-324, 1e300, 1, 2.5),
);
const integer = fc.oneof(
  fc.integer(),
  fc.constantFrom(0, 4, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER),
);
const noNumber = fc.oneof(fc.string(), fc.constantFrom<unknown>(true, [], {}, "1"));

/** The columns of the typed model, in order. */
const COLUMNS: readonly Column[] = [
  {
    name: "i",
    datatype: "INT64",
    valid: integer,
    invalid: fc.oneof(noNumber, fc.constantFrom(0.5, 2 ** 53, -1e300)),
  },
  {
    name: "b",
    datatype: "BOOL",
    valid: fc.boolean(),
    invalid: fc.constantFrom<unknown>(2, 0.5, "perhaps", [], {}),
  },
  {
    name: "o",
    datatype: "BYTES",
    valid: fc.constantFrom("a", "b", "c", "another word"),
    invalid: fc.constantFrom<unknown>(1, true, [], {}),
  },
  { name: "m", datatype: "FP64", valid: number, invalid: noNumber },
  { name: "x", datatype: "FP64", valid: number, invalid: noNumber },
];

const rowOf = (nullShare: number) =>
  fc.tuple(
    ...COLUMNS.map(({ valid }) =>
      fc.oneof(
        { weight: 10, arbitrary: valid },
        { weight: nullShare, arbitrary: fc.constant(null) },
      )
    ),
  );
const row = rowOf(2);
const completeRow = rowOf(0);
const record = (cells: readonly unknown[]) =>
  Object.fromEntries(COLUMNS.map(({ name }, index) => [name, cells[index]]));
const badRow = fc.nat({ max: COLUMNS.length - 1 }).chain((at) =>
  fc.tuple(row, COLUMNS[at]!.invalid).map(([cells, bad]) => [...cells].with(at, bad as Cell))
);

const JSON_TYPE = "application/json";
const post = (path: string, isValid: boolean, url = path) => (value: unknown): FuzzedRequest => ({
  method: "POST",
  url,
  path,
  isValid,
  type: JSON_TYPE,
  body: typeof value === "string" ? value : JSON.stringify(value),
});

const predict = fc.oneof(
  row.map((cells) => record(cells)).map(post("/predict", true)),
  fc.array(row.map(record), { maxLength: 10 }).map(post("/predict", true)),
  badRow.map(record).map(post("/predict", false)),
);

const NAMES = COLUMNS.map(({ name }) => name);
const invocations = fc.oneof(
  fc.array(row, { minLength: 1, maxLength: 10 }).chain((rows) =>
    fc.constantFrom(
      { "dataframe_split": { columns: NAMES, data: rows } },
      { "dataframe_records": rows.map(record) },
    )
  ).map(post("/invocations", true)),
  // Python's client writes a missing number as NaN, which is no JSON.
  fc.array(completeRow, { minLength: 1, maxLength: 5 }).map((rows) =>
    JSON.stringify({
      "dataframe_split": { columns: NAMES, data: rows.map((c) => c.with(4, null)) },
    })
      .replaceAll("null", "NaN")
  ).map(post("/invocations", true)),
  badRow.map((cells) => ({ "dataframe_split": { columns: NAMES, data: [cells] } }))
    .map(post("/invocations", false)),
);

const csv = fc.array(row, { minLength: 1, maxLength: 10 }).map((rows): FuzzedRequest => ({
  method: "POST",
  url: "/predict/csv",
  path: "/predict/csv",
  isValid: true,
  type: "text/csv",
  body: [NAMES, ...rows.map((cells) => cells.map((cell) => cell ?? ""))]
    .map((cells) => `${cells.join(",")}\n`).join(""),
}));

const INFER = "/v2/models/{name}/infer";
const tensors = (rows: readonly (readonly unknown[])[]) => ({
  inputs: COLUMNS.map(({ name, datatype }, index) => ({
    name,
    datatype,
    shape: [rows.length, 1],
    data: rows.map((cells) => cells[index]),
  })),
});
const infer = fc.oneof(
  fc.array(completeRow, { minLength: 1, maxLength: 5 }).map(tensors)
    .map(post(INFER, true, "/v2/models/typed/infer")),
  badRow.filter((cells) => !cells.includes(null)).map((cells) => tensors([cells]))
    .map(post(INFER, false, "/v2/models/typed/infer")),
);

const gets = fc.constantFrom("/model", "/v2/models/{name}").map((path): FuzzedRequest => ({
  method: "GET",
  url: path.replace("{name}", "typed"),
  path,
  isValid: true,
}));

/** Any request to a model whose columns are of every type, with values that are missing. */
export const typedRequest: fc.Arbitrary<FuzzedRequest> = fc.oneof(
  { weight: 4, arbitrary: predict },
  { weight: 3, arbitrary: invocations },
  { weight: 2, arbitrary: csv },
  { weight: 3, arbitrary: infer },
  { weight: 1, arbitrary: gets },
);
