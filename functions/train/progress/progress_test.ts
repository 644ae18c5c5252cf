import { deepEqual, equal } from "node:assert/strict";
import { JsonProgress } from "./json_progress.ts";
import { TerminalProgress } from "./terminal_progress.ts";
import { WaitMeter } from "./wait_meter.ts";

Deno.test("TerminalProgress draws a bar and writes the step over it with its time", () => {
  const written: string[] = [];
  let nowMs = 1000;
  const progress = new TerminalProgress({
    write: (text) => written.push(text),
    elapsedMs: () => nowMs,
  });
  for (let nDone = 1; nDone <= 4; nDone++) progress.tree(nDone, 4);
  nowMs = 1160.4;
  progress.done("fitted", "4 trees, 60 nodes", { trees: 4 });
  progress.clear();
  deepEqual(written, [
    "\r\x1b[2K  ███████░░░░░░░░░░░░░░░░░░░░░ 1/4 trees",
    "\r\x1b[2K  ██████████████░░░░░░░░░░░░░░ 2/4 trees",
    "\r\x1b[2K  █████████████████████░░░░░░░ 3/4 trees",
    "\r\x1b[2K  ████████████████████████████ 4/4 trees",
    `\r\x1b[2K✓ 4 trees, 60 nodes${" ".repeat(53)}  160 ms\n`,
    "\r\x1b[2K",
  ]);
});

Deno.test("TerminalProgress tells what people should know without a time, a warning with its mark", () => {
  const written: string[] = [];
  const progress = new TerminalProgress({
    write: (text) => written.push(text),
    elapsedMs: () => 0,
  });
  progress.tell("column", "age  integer");
  progress.tell("warning", "class 3 is rare");
  deepEqual(written, ["\r\x1b[2K  age  integer\n", "\r\x1b[2K! class 3 is rare\n"]);
});

Deno.test("TerminalProgress draws the bar only where it changes", () => {
  let nWrites = 0;
  const progress = new TerminalProgress({ write: () => nWrites++, elapsedMs: () => 0 });
  for (let nDone = 1; nDone <= 5000; nDone++) progress.tree(nDone, 5000);
  equal(nWrites, 29);
});

Deno.test("TerminalProgress tells the time left once trees have taken some, every second", () => {
  const written: string[] = [];
  let nowMs = 0;
  const progress = new TerminalProgress({
    write: (text) => written.push(text.replace(/^[^]* (?=\d+\/)/, "")),
    elapsedMs: () => nowMs,
  });
  for (const [atMs, nDone] of [[400, 1], [1_000, 2], [2_500, 5], [2_600, 6], [8_000, 7]] as const) {
    nowMs = atMs;
    progress.tree(nDone, 1000);
  }
  nowMs = 40_000;
  progress.tree(500, 1000);
  nowMs = 80_000;
  progress.tree(1000, 1000);
  deepEqual(written, [
    "1/1000 trees",
    "5/1000 trees, 8 min left",
    "7/1000 trees, 19 min left",
    "500/1000 trees, 40 s left",
    "1000/1000 trees",
  ]);
});

Deno.test("JsonProgress writes one object a line, and at most one a second while trees grow", () => {
  const written: string[] = [];
  let nowMs = 0;
  const progress = new JsonProgress({
    write: (text) => written.push(text),
    now: () => new Date(nowMs),
  });
  for (let nDone = 1; nDone <= 1000; nDone++) {
    nowMs += 3;
    progress.tree(nDone, 1000);
  }
  progress.done("fitted", "1000 trees", { trees: 1000 });
  deepEqual(written, [
    '{"time":"1970-01-01T00:00:01.002Z","level":"info","event":"fitting",' +
    '"message":"334 of 1000 trees","trees":334,"trees_total":1000}\n',
    '{"time":"1970-01-01T00:00:02.004Z","level":"info","event":"fitting",' +
    '"message":"668 of 1000 trees","trees":668,"trees_total":1000}\n',
    '{"time":"1970-01-01T00:00:03.000Z","level":"info","event":"fitted",' +
    '"message":"1000 trees","trees":1000}\n',
  ]);
});

Deno.test("WaitMeter counts the time in which any request is open, once", async () => {
  let nowMs = 0;
  const meter = new WaitMeter(() => nowMs);
  const answers = [Promise.withResolvers<Response>(), Promise.withResolvers<Response>()];
  let nAsked = 0;
  const fetchFunction = meter.metered(() => answers[nAsked++]?.promise ?? Promise.reject());
  nowMs = 5;
  const first = fetchFunction("http://first");
  nowMs = 10;
  const second = fetchFunction("http://second");
  equal(meter.waitedMs, 5);
  nowMs = 30;
  answers[0]?.resolve(new Response());
  await first;
  nowMs = 40;
  answers[1]?.reject(new TypeError("broken"));
  await second.catch(() => {});
  nowMs = 100;
  equal(meter.waitedMs, 35);
});
