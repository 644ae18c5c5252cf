import fc from "fast-check";
import { FEATURES } from "@mlops/tasks/diabetes";

/** A request, and what the service may answer. */
export interface FuzzedRequest {
  /** HTTP method. */
  readonly method: string;
  /** Path and query to ask. */
  readonly url: string;
  /** The operation's path as the document has it; `null` if it is in none. */
  readonly path: string | null;
  /** Media type of the body. */
  readonly type?: string;
  /** Further headers. */
  readonly headers?: Readonly<Record<string, string>>;
  /** The body. */
  readonly body?: string | Uint8Array<ArrayBuffer>;
  /** How it is compressed. */
  readonly encoding?: string;
  /** Whether the document allows it; `null` where neither answer would be wrong. */
  readonly isValid: boolean | null;
  /** The one status that is right, where there is but one. */
  readonly status?: number;
}

/** Names of the features of the fuzzed model. */
export const NAMES: readonly string[] = FEATURES.map(({ name }) => name);

const JSON_TYPE = "application/json";
const CSV_TYPE = "text/csv";
const INFER = "/v2/models/{name}/infer";
const INFER_URL = "/v2/models/diabetes-model/infer";
const INFER_VERSION = "/v2/models/{name}/versions/{version}/infer";

/** A number that models take. */
const cell = fc.oneof(
  fc.double({ min: -3.4e38, max: 3.4e38, noNaN: true }),
  fc.integer({ min: -1000, max: 1000 }),
  fc.constantFrom(0, -0, 1e-45, 5e-324, 0.1, 120.5),
);
const values = fc.array(cell, { minLength: NAMES.length, maxLength: NAMES.length });
const row = values.map((cells) => Object.fromEntries(NAMES.map((name, i) => [name, cells[i]])));

/** What is no number that models take. */
const noNumber = fc.oneof(
  fc.string(),
  fc.constantFrom(null, true, [], {}, 1e39, -3.5e38, "1", "NaN"),
);
const place = fc.nat({ max: NAMES.length - 1 });

/** A row with one thing wrong. */
const badRow = fc.oneof(
  fc.tuple(row, place, noNumber).map(([good, at, bad]) => ({ ...good, [NAMES[at]!]: bad })),
  fc.tuple(row, place).map(([good, at]) =>
    Object.fromEntries(Object.entries(good).filter(([name]) => name !== NAMES[at]))
  ),
  fc.tuple(row, fc.string({ minLength: 1 }).filter((key) => !NAMES.includes(key))).map((
    [good, key],
  ) => Object.fromEntries([...Object.entries(good), [key, 1]])),
);
const malformed = fc.oneof(
  fc.string().filter((text) => !isJson(text)),
  row.map((good) => JSON.stringify(good).slice(0, -1)),
  fc.constantFrom("", "[", '{"a":NaN}', "\u0000", "\ufeff", "{'a':1}"),
);
const noRows = fc.oneof(fc.integer(), fc.constantFrom(null, true, "text", 0.5));

type BodyOf = (value: unknown) => FuzzedRequest;

function post(path: string, isValid: boolean | null, url = path): BodyOf {
  return (value) => ({
    method: "POST",
    url,
    path,
    isValid,
    type: JSON_TYPE,
    body: typeof value === "string" ? value : JSON.stringify(value),
  });
}

const json = (value: unknown) => JSON.stringify(value);
const predict = fc.oneof(
  fc.oneof(row, fc.array(row, { maxLength: 20 })).map(post("/predict", true)),
  row.map(post("/predict", true, "/predict?explain=true")),
  fc.oneof(badRow, noRows.map(json)).map(post("/predict", false)),
  fc.tuple(fc.array(row, { maxLength: 5 }), badRow).map(([good, bad]) => [...good, bad])
    .map(post("/predict", false)),
  malformed.map(post("/predict", false)),
  row.map(post("/predict", false, "/predict?explain=perhaps")),
);
const explain = fc.oneof(
  row.map(post("/explain", true)),
  badRow.map(post("/explain", false)),
  malformed.map(post("/explain", false)),
);

const table = (rows: readonly (readonly unknown[])[]) =>
  `${NAMES.join(",")}\n${rows.map((cells) => `${cells.join(",")}\n`).join("")}`;
const badTable = fc.oneof(
  fc.tuple(fc.array(values, { maxLength: 5 }), values, place).map(([good, bad, at]) =>
    table([...good, bad.map((value, index) => index === at ? "x" : value)])
  ),
  values.map((cells) => table([cells.slice(1)])),
  fc.constantFrom("", "a,b\n1,2\n"),
);
const csv = fc.constantFrom("/predict/csv", "/invocations").chain((path) => {
  const send = (isValid: boolean) => (body: string): FuzzedRequest => ({
    method: "POST",
    url: path,
    path,
    isValid,
    body,
    type: CSV_TYPE,
  });
  return fc.oneof(
    fc.array(values, { minLength: 1, maxLength: 20 }).map(table).map(send(true)),
    badTable.map(send(false)),
  );
});

const invocations = fc.oneof(
  fc.array(values, { minLength: 1, maxLength: 10 }).chain((rows) =>
    fc.constantFrom(
      { dataframe_split: { columns: NAMES, data: rows } },
      {
        dataframe_records: rows.map((cells) =>
          Object.fromEntries(NAMES.map((n, i) => [n, cells[i]]))
        ),
      },
      { instances: rows },
      { inputs: rows },
    )
  ).map(post("/invocations", true)),
  fc.oneof(
    values.map((cells) => ({ instances: [cells.slice(1)] })),
    values.map((cells) => ({ inputs: [cells], instances: [cells] })),
    fc.tuple(values, place, noNumber).map(([cells, at, bad]) => ({
      dataframe_split: { columns: NAMES, data: [cells.with(at, bad as number)] },
    })),
    fc.anything().map((value) => json({ predictions: fc.stringify(value) })),
  ).map(post("/invocations", false)),
  malformed.map(post("/invocations", false)),
);

const tensor = (rows: readonly (readonly number[])[], datatype: string, isFlat: boolean) => ({
  inputs: [{
    name: "float_input",
    shape: [rows.length, NAMES.length],
    datatype,
    data: isFlat ? rows.flat() : rows,
  }],
});
const tensors = fc.tuple(
  fc.array(values, { minLength: 1, maxLength: 10 }),
  fc.constantFrom("FP32", "FP64"),
  fc.boolean(),
).map((args) => tensor(...args));
const badTensors = fc.oneof(
  tensors.map(({ inputs: [input] }) => ({ inputs: [{ ...input, shape: [1, 7] }] })),
  tensors.map(({ inputs: [input] }) => ({ inputs: [{ ...input, datatype: "BYTES" }] })),
  tensors.map(({ inputs: [input] }) => ({ inputs: [{ ...input, data: ["x"] }] })),
  tensors.map(({ inputs: [input] }) => ({ inputs: [input, input] })),
  fc.constantFrom({}, { inputs: [] }, { inputs: 1 }, []),
);
const infer = fc.oneof(
  tensors.map(post(INFER, true, INFER_URL)),
  tensors.map(post(INFER_VERSION, true, "/v2/models/diabetes-model/versions/1/infer")),
  tensors.map(post(INFER, false, "/v2/models/another/infer")),
  badTensors.map(post(INFER, false, INFER_URL)),
  malformed.map(post(INFER, false, INFER_URL)),
);

const GETS = ["/", "/health", "/livez", "/readyz", "/metrics", "/model", "/model/onnx", "/ping"];
const MORE_GETS = ["/version", "/v2", "/v2/health/live", "/v2/health/ready", "/v2/models"];
const OF_MODEL = ["", "/ready", "/versions/1", "/versions/1/ready"];
const gets = fc.oneof(
  fc.constantFrom(...GETS, ...MORE_GETS).map((path) => ({ path, url: path })),
  fc.constantFrom(...OF_MODEL).map((rest) => ({
    path: `/v2/models/{name}${rest.replace("/1", "/{version}")}`,
    url: `/v2/models/diabetes-model${rest}`,
  })),
).map((route): FuzzedRequest => ({ method: "GET", ...route, isValid: true }));

const POSTS = ["/predict", "/explain", "/predict/csv", "/invocations"];
const others = fc.oneof(
  fc.webPath().map((url): FuzzedRequest => ({
    method: "GET",
    url: `/no${url}`,
    path: null,
    isValid: false,
  })),
  fc.constantFrom(...POSTS).chain((path) =>
    fc.tuple(fc.constantFrom("GET", "PUT", "DELETE", "PATCH"), fc.constant(path))
  ).map(([method, path]): FuzzedRequest => ({ method, url: path, path: null, isValid: false })),
  fc.tuple(fc.constantFrom(...POSTS), fc.constantFrom("text/plain", "image/png"), row).map((
    [path, type, good],
  ): FuzzedRequest => ({
    method: "POST",
    url: path,
    path,
    type,
    body: json(good),
    isValid: false,
  })),
);

/** Any request: valid and invalid ones of every route that scores or tells, and some of none. */
export const fuzzedRequest: fc.Arbitrary<FuzzedRequest> = fc.oneof(
  { weight: 4, arbitrary: predict },
  { weight: 2, arbitrary: explain },
  { weight: 2, arbitrary: csv },
  { weight: 3, arbitrary: invocations },
  { weight: 3, arbitrary: infer },
  { weight: 1, arbitrary: gets },
  { weight: 1, arbitrary: others },
);

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
