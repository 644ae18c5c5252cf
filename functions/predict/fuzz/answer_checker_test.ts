import { equal, match, rejects } from "node:assert/strict";
import { PATIENT, postJson, testedApp } from "../testing/tested_app.ts";
import { AnswerChecker } from "./answer_checker.ts";
import { fuzzService } from "./fuzz_service.ts";

async function checker(): Promise<AnswerChecker> {
  const { app } = await testedApp();
  return new AnswerChecker(await (await app.request("/openapi.json")).json());
}

function answer(body: string, init: { status?: number; type?: string } = {}) {
  const headers = { "x-request-id": "1", "content-type": init.type ?? "application/json" };
  return { response: new Response(body, { status: init.status ?? 200, headers }), body };
}

Deno.test("AnswerChecker takes what the document says", async () => {
  const healthy = answer('{"status":"healthy","model_loaded":true}');
  equal((await checker()).faultOf("GET", "/health", healthy), null);
});

Deno.test("AnswerChecker names what the document does not say", async () => {
  const documented = await checker();
  const faultOf = (given: ReturnType<typeof answer>) => documented.faultOf("GET", "/health", given);
  match(
    faultOf(answer('{"status":"healthy"}')) ?? "",
    /must have required property 'model_loaded'/,
  );
  equal(faultOf(answer("{")), "the body is no JSON");
  equal(faultOf(answer("{}", { status: 500 })), "status 500");
  equal(faultOf(answer("{}", { status: 418 })), "status 418 is not in the document");
  equal(faultOf(answer("{}", { type: "text/html" })), 'type "text/html" is not in the document');
});

Deno.test("fuzzService() finds a service that takes too much, or too little", async () => {
  const { app } = await testedApp();
  const refuses = (url: string, init: RequestInit) =>
    url === "/explain" ? app.request("/predict", { ...init, body: "{" }) : app.request(url, init);
  await rejects(fuzzService(refuses, { requests: 200, seed: 1 }), /(valid|must be \d+), but 400/);
  const takesAll = (url: string, init: RequestInit) =>
    url === "/predict" ? postJson(app, url, PATIENT) : app.request(url, init);
  await rejects(
    fuzzService(takesAll, { requests: 200, seed: 1 }),
    /(invalid|must be \d+), but 200/,
  );
});
