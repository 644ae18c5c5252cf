import { equal, rejects } from "node:assert/strict";
import { Kubectl } from "./kubectl.ts";
import { whyUnreachable } from "./no_cluster_error.ts";

Deno.test("Kubectl says what failed in kubectl's own words, without its library's log", async () => {
  const stderr = `E1130 16:38:11.026725    3732 memcache.go:265] "Unhandled Error" err="…"
W1130 16:38:11.034749    3732 warnings.go:70] old
Warning: deprecated
The connection to the server localhost:8080 was refused - did you specify the right host or port?
`;
  const kubectl = new Kubectl({
    run: () => Promise.resolve({ code: 1, stdout: "", stderr }),
    attach: () => Promise.resolve(1),
    program: ["kubectl"],
  });
  await rejects(kubectl.text("look", ["get", "pods"]), {
    message: "Cannot look as a cluster must answer: " +
      "The connection to the server localhost:8080 was refused",
  });
});

Deno.test("whyUnreachable() knows kubectl's words for a cluster that does not answer from others'", () => {
  const dial =
    'Get "http://127.0.0.1:1/openapi/v2": dial tcp 127.0.0.1:1: connect: connection refused';
  const said: Record<string, string | null> = {
    "The connection to the server a:1 was refused - did you specify the right host or port?":
      "The connection to the server a:1 was refused",
    "Unable to connect to the server: dial tcp: lookup a: no such host":
      "Unable to connect to the server: dial tcp: lookup a: no such host",
    "Error in configuration: context was not found for specified context: a":
      "Error in configuration: context was not found for specified context: a",
    'error: context "a" does not exist': 'context "a" does not exist',
    [`error: error validating "STDIN": error validating data: failed to download openapi: ${dial}; if`]:
      dial,
    'Error from server (NotFound): pods "a" not found': null,
    'psql: error: connection to server at "postgres" failed: Connection refused': null,
  };
  for (const [stderr, reason] of Object.entries(said)) {
    equal(whyUnreachable(`E1130 memcache.go:265] "…"\n${stderr}\n`), reason);
  }
});
