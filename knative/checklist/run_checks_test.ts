import { deepEqual } from "node:assert/strict";
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
