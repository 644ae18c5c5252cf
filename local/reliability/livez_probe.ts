// deno-lint-ignore-file no-console -- a command line program
/**
 * Asks `/livez` as a probe does, only more often, until its standard input ends; then prints the slowest
 * answer and the 99th percentile, in ms, as a line of JSON. A process of its own, so that the times are
 * the service's.
 *
 * Usage: livez_probe.ts URL
 *
 * @module
 */
import { delay } from "@std/async";

const [url = ""] = Deno.args;
const timesMs: number[] = [];
let isOver = false;
const over = () => void (isOver = true);
Deno.stdin.readable.pipeTo(new WritableStream()).then(over, over);
while (!isOver) {
  const began = performance.now();
  const response = await fetch(`${url}/livez`);
  await response.body?.cancel();
  timesMs.push(performance.now() - began);
  await delay(10);
}
const sorted = timesMs.toSorted((a, b) => a - b);
console.log(JSON.stringify({
  slowestMs: sorted.at(-1),
  p99Ms: sorted[Math.floor(0.99 * sorted.length)],
}));
