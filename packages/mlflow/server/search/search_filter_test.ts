import { deepEqual, throws } from "node:assert/strict";
import { parseFilter, parseOrder } from "./search_filter.ts";

Deno.test("parseFilter() reads comparisons joined by AND", () => {
  deepEqual(parseFilter(""), []);
  deepEqual(parseFilter("  "), []);
  deepEqual(parseFilter("metrics.auc>0.8 and params.`a b`!='x' AND name LIKE \"y%\""), [
    { entity: "metrics", key: "auc", comparator: ">", value: 0.8 },
    { entity: "params", key: "a b", comparator: "!=", value: "x" },
    { entity: null, key: "name", comparator: "LIKE", value: "y%" },
  ]);
  deepEqual(parseFilter("tags.mlflow.source.type = 'LOCAL'"), [
    { entity: "tags", key: "mlflow.source.type", comparator: "=", value: "LOCAL" },
  ]);
  deepEqual(parseFilter("run_id NOT  IN ( 'a' ,'b')"), [
    { entity: null, key: "run_id", comparator: "NOT IN", value: ["a", "b"] },
  ]);
  deepEqual(parseFilter("a.b = -1.5e-3 AND c <= .5"), [
    { entity: "a", key: "b", comparator: "=", value: -0.0015 },
    { entity: null, key: "c", comparator: "<=", value: 0.5 },
  ]);
});

Deno.test("parseFilter() says where it stopped", () => {
  const cases: [string, string][] = [
    ["a", "expected a comparator at the end"],
    ["a =", "expected a number or a quoted text at the end"],
    ["a = b", 'expected a number or a quoted text before "b"'],
    ["a = 1 OR b = 2", 'expected AND or the end before "OR b = 2"'],
    ["a = 'x", 'expected a number or a quoted text before "\'x"'],
    ["a IN ()", 'expected a list of quoted texts before ")"'],
    ["a IN ('x'", "expected a list of quoted texts at the end"],
    ["; DROP", 'expected a key before "; DROP"'],
    ["a = 1 AND", "expected a key at the end"],
  ];
  for (const [filter, expected] of cases) {
    throws(() => parseFilter(filter), {
      name: "RefusedRequest",
      code: "INVALID_PARAMETER_VALUE",
      message: `Invalid clause(s) in filter string: ${expected}`,
    }, filter);
  }
});

Deno.test("parseOrder() reads a key and a direction", () => {
  deepEqual(parseOrder("metrics.`a/b` DESC"), {
    entity: "metrics",
    key: "a/b",
    isDescending: true,
  });
  deepEqual(parseOrder("start_time asc"), { entity: null, key: "start_time", isDescending: false });
  deepEqual(parseOrder("name"), { entity: null, key: "name", isDescending: false });
  throws(() => parseOrder("name SIDEWAYS"), { name: "RefusedRequest" });
  throws(() => parseOrder(""), { name: "RefusedRequest" });
});
