import { MlflowClient } from "@mlops/mlflow";
import { deepEqual, doesNotMatch, equal, match } from "node:assert/strict";
import { PrintedLines, runTask, stackPlace, startTask } from "@mlops/testing/started_stack";

/** Cars whose price follows their age and their fuel; some have none. */
function table(nRows: number): string {
  const rows = Array.from({ length: nRows }, (_, i) => {
    const fuel = ["diesel", "electric", ""][i % 3]!;
    return `${i % 12},${fuel},${20_000 - 1_000 * (i % 12) + (fuel === "electric" ? 5_000 : i)}`;
  });
  return ["age,fuel,price", ...rows].join("\n") + "\n";
}

async function startUp(
  env: Record<string, string>,
  args: readonly string[],
): Promise<{ process: Deno.ChildProcess; printed: PrintedLines }> {
  const process = await startTask("start", env, args);
  const printed = new PrintedLines(process);
  await printed.until("Ctrl-C");
  return { process, printed };
}

async function end(stack: { process: Deno.ChildProcess; printed: PrintedLines }): Promise<void> {
  stack.process.kill("SIGINT");
  equal(await stack.printed.end(), 0);
}

/** Registers the champion's files again as somebody does who logged a model of theirs, and makes it champion. */
async function putOwnModel(trackingUri: string, name: string): Promise<void> {
  const { registry } = new MlflowClient({ trackingUri: new URL(trackingUri) });
  const { source } = (await registry.getModelVersionByAlias(name, "champion"))!;
  const { version } = await registry.createModelVersion({ name, source });
  await registry.setRegisteredModelAlias({ name, alias: "champion", version });
}

Deno.test("deno task start --table trains once for a file, again for another, leaves a model of somebody's own, and ends with the trainer's sentence", async () => {
  const { ports, directory, env: place } = await stackPlace();
  const folder = await Deno.makeTempDir();
  const env = { ...place, INIT_CWD: folder };
  await Deno.writeTextFile(`${folder}/cars.csv`, table(120));
  const args = ["--table", "cars.csv", "--target", "price"];

  const first = await startUp(env, [...args, "--n-estimators", "10"]);
  match(first.printed.text, /fuel +category +33.3 % missing +2 values/);
  match(first.printed.text, /"price" asks for regression: it holds more than 20/);
  match(first.printed.text, /Training +cars-price-model is registered as @champion/);
  const [, body = ""] = /-d '(.*)'/.exec(first.printed.text) ?? [];
  deepEqual(Object.keys(JSON.parse(body)).toSorted(), ["age", "fuel"]);
  const response = await fetch(`http://127.0.0.1:${ports.api}/predict`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body,
  });
  const { prediction, interval: [from, to] } = await response.json();
  equal(from <= prediction && prediction <= to, true);
  const page = await (await fetch(`http://127.0.0.1:${ports.ui}/`)).text();
  match(page, /data-task>|data-task=""/);
  await end(first);

  const second = await startUp(env, args);
  match(second.printed.text, /cars-price-model version 1 is @champion/);
  await end(second);

  await Deno.writeTextFile(`${folder}/cars.csv`, table(150));
  const third = await startUp(env, args);
  match(third.printed.text, /version 1 is @champion and was trained on another table/);
  await end(third);

  const fourth = await startUp(env, args);
  await putOwnModel(`http://127.0.0.1:${ports.mlflow}`, "cars-price-model");
  await end(fourth);
  await Deno.writeTextFile(`${folder}/cars.csv`, table(180));
  const fifth = await startUp(env, args);
  match(fifth.printed.text, /cars-price-model version 3 is @champion/);
  match(fifth.printed.text, /version was not trained by this stack and stays/);
  doesNotMatch(fifth.printed.text, /Training/);
  await end(fifth);

  const { code, stderr } = await runTask("start", env, ["--table", "cars.csv", "--target", "cost"]);
  equal(code, 1);
  match(stderr, /"cost"/);
  equal(stderr.includes("    at "), false);
  equal((await runTask("status", env)).code, 1);
  for (const path of [directory, folder]) await Deno.remove(path, { recursive: true });
});
