import { equal } from "node:assert/strict";
import { refuseForeign } from "./api_routes.ts";

const JSON_TYPE = { "content-type": "application/json" };

function ask(path: string, init: RequestInit = {}): Response | null {
  return refuseForeign(new Request(`http://page.example:8501/api${path}`, init), path);
}

Deno.test("what the page asks is passed on", () => {
  for (const path of ["/model", "/model/onnx", "/metrics", "/quality", "/drift", "/traffic"]) {
    equal(ask(path), null, path);
  }
  const init = { method: "POST", headers: JSON_TYPE };
  for (const path of ["/predict", "/explain", "/predict/csv"]) equal(ask(path, init), null, path);
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
    equal(ask(path, { method: "POST", headers: JSON_TYPE })?.status, 404, path);
  }
});

Deno.test("another method than the page's is refused with those that it uses", () => {
  const answer = ask("/model", { method: "DELETE" });
  equal(answer?.status, 405);
  equal(answer?.headers.get("allow"), "GET");
});
