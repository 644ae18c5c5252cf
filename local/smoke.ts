// deno-lint-ignore-file no-console -- a command line program
/**
 * Starts the stack, predicts once, looks at the page, and stops it: what a new system is tried by.
 * `deno task smoke` runs it.
 *
 * @module
 */
import { delay } from "@std/async";
import { REFERENCE_TASK } from "@mlops/tasks";

const WAIT_MS = 180_000;
const WANTED = REFERENCE_TASK.sample.probability;

async function task(name: string): Promise<void> {
  const { code } = await new Deno.Command("deno", { args: ["task", "--quiet", name] }).spawn()
    .status;
  if (code !== 0) throw new Error(`deno task ${name} ended with exit code ${code}`);
}

async function probability(): Promise<number | null> {
  try {
    const response = await fetch("http://localhost:8000/predict", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(REFERENCE_TASK.sample.row),
    });
    return (await response.json()).probability ?? null;
  } catch (error) {
    if (error instanceof TypeError) return null;
    throw error;
  }
}

const stack = new Deno.Command("deno", { args: ["task", "--quiet", "start"] }).spawn();
const deadline = performance.now() + WAIT_MS;
let found = await probability();
while (found === null && performance.now() < deadline) {
  await delay(500);
  found = await probability();
}
await task("status");
const page = await fetch("http://localhost:8501/");
await page.body?.cancel();
await task("stop");
const { code } = await stack.status;
if (found !== WANTED || !page.ok || code !== 0) {
  console.error(
    `Failed: probability ${found} (wanted ${WANTED}), page ${page.status}, exit code ${code}`,
  );
  Deno.exit(1);
}
console.log(`The stack predicted ${found}, showed its page and stopped`);
