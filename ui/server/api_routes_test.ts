import { equal } from "node:assert/strict";
import { rightOfApi } from "./api_routes.ts";

const JSON_TYPE = { "content-type": "application/json" };

function ask(path: string, init: RequestInit = {}): Response | string {
  return rightOfApi(new Request(`http://page.example:8501/api${path}`, init), path);
}

/** Status of a refusal, 0 of what is passed on. */
function statusOf(path: string, init: RequestInit): number {
  const answer = ask(path, init);
  return answer instanceof Response ? answer.status : 0;
}

Deno.test("what the page asks is passed on to who has the right", () => {
  for (const path of ["/model", "/model/onnx", "/metrics", "/quality", "/drift", "/traffic"]) {
    equal(ask(path), "read", path);
  }
  const init = { method: "POST", headers: JSON_TYPE };
  for (const path of ["/predict", "/explain", "/predict/csv"]) {
    equal(ask(path, init), "predict", path);
  }
});

Deno.test("nothing else of the service is reached through the page", () => {
  const others = [
    "/feedback",
    "/invocations",
    "/v2/models/m/infer",
    "/v2/repository/models/m/load",
  ];
  const odd = ["/predict/", "/%70redict", "//predict", "/..%5cfeedback", "/constructor", ""];
  for (const path of [...others, ...odd]) {
    equal(statusOf(path, { method: "POST", headers: JSON_TYPE }), 404, path);
  }
});

Deno.test("another method than the page's is refused with those that it uses", () => {
  const answer = ask("/model", { method: "DELETE" });
  equal(answer instanceof Response && answer.status, 405);
  equal(answer instanceof Response && answer.headers.get("allow"), "GET");
});
