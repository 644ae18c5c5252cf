import { deepEqual, equal } from "node:assert/strict";
import { mlflow3Python, referenceTest, runPython } from "@mlops/testing/reference";
import { rightOfRequest } from "./right_of_request.ts";

/** Prints method, path and handler of everything that MLflow's server answers. */
const ENDPOINTS = `
import json
from mlflow.server import app, handlers
endpoints = {(m, p, h.__name__) for p, h, ms, *_ in handlers.get_endpoints() for m in ms}
endpoints |= {(m, str(r), r.endpoint) for r in app.url_map.iter_rules() for m in r.methods - {"OPTIONS"}}
print(json.dumps(sorted(endpoints)))
`;

/** Names of MLflow's handlers that change nothing. */
const READS = /^_?(serve_)?(search_|get_latest_versions|batch_get|query_|calculate_|graphql$)/;

async function check(options: { python?: string }): Promise<void> {
  const endpoints: [string, string, string][] = JSON.parse(await runPython(ENDPOINTS, options));
  const wrong = endpoints.flatMap(([method, path, handler]) => {
    const isReading = method === "GET" || method === "HEAD" || READS.test(handler);
    const right = rightOfRequest(method, path.replaceAll(/<[^>]*>/g, "x"));
    return (right !== "promote") === isReading ? [] : [`${method} ${path} ${handler}: ${right}`];
  });
  deepEqual(wrong, []);
  equal(endpoints.length > 100, true);
}

referenceTest(
  "rightOfRequest() knows every request that MLflow 2.17.2 answers",
  ["python"],
  () => check({}),
);

referenceTest(
  "rightOfRequest() knows every request that MLflow 3 answers",
  ["python"],
  async () => {
    await check({ python: await mlflow3Python() });
  },
);
