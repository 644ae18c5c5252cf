import { deepEqual, equal } from "node:assert/strict";
import { fail } from "./check.ts";
import { runChecks } from "./run_checks.ts";

Deno.test("runChecks() ticks what holds, says what to do otherwise, and goes on", async () => {
  const lines: string[] = [];
  const tally = await runChecks([
    {
      title: "Exercise 1",
      checks: [
        {
          title: "Volume is bound",
          remedy: "kubectl get pvc",
          run: () => fail("it is Pending\n as no node fits"),
        },
        { title: "Pod runs", remedy: "kubectl get pods", run: () => Promise.resolve("postgres-1") },
      ],
    },
  ], (line) => lines.push(line));
  deepEqual(lines, [
    "\nExercise 1",
    "  ✗ Volume is bound: it is Pending as no node fits",
    "      → kubectl get pvc",
    "  ✓ Pod runs (postgres-1)",
    "\n1 of 2 ticked",
  ]);
  deepEqual(tally, { ticked: 1, open: 1 });
});

Deno.test("runChecks() says why a check failed, not that closing its way failed too", async () => {
  const lines: string[] = [];
  const run = async () => {
    await using _way = { [Symbol.asyncDispose]: () => Promise.reject(new Error("has ended")) };
    return await Promise.reject<string>(new Error("it answers 503"));
  };
  await runChecks([{ title: "S", checks: [{ title: "It answers", remedy: "r", run }] }], (line) => {
    lines.push(line);
  });
  equal(lines[1], "  ✗ It answers: it answers 503");
});
