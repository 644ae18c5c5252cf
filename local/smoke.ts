// deno-lint-ignore-file no-console -- a command line program
/**
 * Starts the stack, predicts once, looks at the page, and stops it: what a new system is tried by.
 * `deno task smoke` runs it; `--table FILE --target COLUMN` tries it with a table, as `deno task start` does.
 *
 * @module
 */
import { REFERENCE_TASK } from "@mlops/tasks";
import { tellUsage } from "@mlops/processes/tell_usage";
import { delay } from "@std/async";
import { sampleRow } from "./sample_row.ts";

tellUsage(
  `Starts the stack, predicts once, looks at the page, and stops it.

Usage: deno task smoke                                  with the reference data set
       deno task smoke --table FILE --target COLUMN     with a table, as deno task start takes it

Environment: that of deno task start, with its ports.`,
  true,
);

const WAIT_MS = 180_000;
const API = `http://localhost:${Deno.env.get("API_PORT") || 8000}`;
const PAGE = `http://localhost:${Deno.env.get("UI_PORT") || 8501}`;

/** What the service said, and whether it is right. */
interface Said {
  readonly text: string;
  readonly isRight: boolean;
}

async function task(name: string): Promise<void> {
  const { code } = await new Deno.Command("deno", { args: ["task", "--quiet", name] }).spawn()
    .status;
  if (code !== 0) throw new Error(`deno task ${name} ended with exit code ${code}`);
}

/** The reference model's answer is known to the last bit; any other only has to be one. */
async function predict(): Promise<Said | null> {
  const { row, probability } = REFERENCE_TASK.sample;
  const isReference = Deno.args.length === 0;
  try {
    const response = await fetch(`${API}/predict`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(isReference ? row : await sampleRow(API)),
    });
    const answer = await response.json();
    if (response.status === 503) return null;
    const isRight = response.ok && (!isReference || answer.probability === probability);
    return { text: isReference ? `${answer.probability}` : JSON.stringify(answer), isRight };
  } catch (error) {
    if (error instanceof TypeError) return null;
    throw error;
  }
}

/** The page comes up beside the service: whichever is first says nothing of the other. */
async function page(): Promise<number | null> {
  try {
    const response = await fetch(PAGE);
    await response.body?.cancel();
    return response.status;
  } catch (error) {
    if (error instanceof TypeError) return null;
    throw error;
  }
}

/** Whether anybody answers there, however. */
async function answers(url: string): Promise<boolean> {
  try {
    await (await fetch(url)).body?.cancel();
    return true;
  } catch (error) {
    if (error instanceof TypeError) return false;
    throw error;
  }
}

// What runs already would be tried in the place of the new one, and then stopped.
for (const url of [API, PAGE]) {
  if (!await answers(url)) continue;
  console.error(
    `Cannot try the stack as ${url} must be free: something answers there; "deno task stop" ends a stack`,
  );
  Deno.exit(1);
}
const stack = new Deno.Command("deno", { args: ["task", "--quiet", "start", ...Deno.args] })
  .spawn();
let hasEnded = false;
stack.status.then(() => hasEnded = true, () => hasEnded = true);
const deadline = performance.now() + WAIT_MS;
let said = await predict();
let pageStatus = await page();
while ((said === null || pageStatus === null) && !hasEnded && performance.now() < deadline) {
  await delay(500);
  said ??= await predict();
  pageStatus ??= await page();
}
if (hasEnded) {
  console.error(`Failed: the stack ended with exit code ${(await stack.status).code}`);
  Deno.exit(1);
}
await task("status");
await task("stop");
const { code } = await stack.status;
if (said?.isRight !== true || pageStatus !== 200 || code !== 0) {
  console.error(`Failed: predicted ${said?.text}, page ${pageStatus}, exit code ${code}`);
  Deno.exit(1);
}
console.log(`The stack predicted ${said.text}, showed its page and stopped`);
