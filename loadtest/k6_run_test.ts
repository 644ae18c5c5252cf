import { equal, throws } from "node:assert/strict";
import { readSummary } from "./k6_run.ts";

Deno.test("readSummary() finds the line of JSON among what k6 prints", () => {
  const output = 'time="…" level=info msg="started"\n{"profile":"ramp","requests":7}\n';
  equal(readSummary(output).requests, 7);
});

Deno.test("readSummary() says what k6 said if there is no summary", () => {
  throws(() => readSummary("", "one\ntwo\n"), {
    name: "LoadError",
    message: "Cannot run the load as k6 must end with a summary: it said one\ntwo",
  });
});
