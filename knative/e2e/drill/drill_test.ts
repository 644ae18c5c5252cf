import { deepEqual, equal, match } from "node:assert/strict";
import { drillReport } from "./drill_report.ts";
import { runDrill, type Taken } from "./run_drill.ts";

async function taken(): Promise<{ steps: Taken[]; lines: string[] }> {
  let time = 0;
  const lines: string[] = [];
  const steps = await runDrill([
    {
      id: "one",
      title: "first",
      run: (tell) => Promise.resolve(tell("a | b")),
    },
    { id: "two", title: "second", run: () => Promise.reject(new Error("it is\ngone")) },
    { id: "three", title: "third", run: () => Promise.resolve() },
  ], {
    print: (line) => lines.push(line),
    now: () => time += 1_000,
    signal: new AbortController().signal,
  });
  return { steps, lines };
}

Deno.test("runDrill() goes on after a step that fails, and keeps what was seen", async () => {
  const { steps, lines } = await taken();
  deepEqual(steps.map(({ id, fault }) => [id, fault]), [
    ["one", null],
    ["two", "it is\ngone"],
    ["three", null],
  ]);
  deepEqual(steps[0]?.seen, ["a | b"]);
  equal(lines.includes("✗  two: 1 s"), true);
});

Deno.test("runDrill() does not try what needs a failed step, and cleans up all the same", async () => {
  const hold = () => Promise.resolve();
  const steps = await runDrill([
    { id: "deploy", title: "d", isNeeded: true, run: () => Promise.reject(new Error("no")) },
    { id: "rights", title: "r", run: hold },
    { id: "undeploy", title: "u", isLast: true, run: hold },
    { id: "again", title: "a", run: hold },
  ], { print: () => {}, now: () => 0, signal: new AbortController().signal });
  deepEqual(steps.map(({ fault }) => fault), [
    "no",
    'not tried, as "deploy" does not hold',
    null,
    null,
  ]);
});

Deno.test("runDrill() tells what it came to when it is ended from outside", async () => {
  const end = new AbortController();
  const steps = await runDrill([
    {
      id: "backup",
      title: "b",
      run(tell) {
        tell("begun");
        end.abort(new Error("ended"));
        return new Promise(() => {});
      },
    },
    { id: "undeploy", title: "u", isLast: true, run: () => Promise.resolve() },
  ], { print: () => {}, now: () => 0, signal: end.signal });
  deepEqual(steps.map(({ fault, seen }) => [fault, seen]), [
    ["ended", ["begun"]],
    ["not tried", []],
  ]);
});

Deno.test("drillReport() says what did not hold, and lets nothing said become Markdown", async () => {
  const { steps } = await taken();
  const report = drillReport({
    taken: steps,
    left: ["four"],
    day: "2026-11-30",
    commit: "abc",
    versions: { K: "1" },
  });
  match(report, /1 of 3 steps did not hold: `two`, in 0 minutes. Left out: `four`/);
  match(report, /\| `two` \| second \| 1 \| NO \|/);
  match(report, /### First\n\n- a \\\| b/);
  match(report, /- not so: it is gone/);
  const [good] = steps;
  match(
    drillReport({ taken: [good!], left: [], day: "2026-11-30", commit: "abc", versions: {} }),
    /All 1 steps held/,
  );
});
