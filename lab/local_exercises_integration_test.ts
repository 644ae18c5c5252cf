import { until } from "@mlops/testing/until";
import { startPredict } from "@mlops/testing/predict_process";
import { TestedPostgres } from "@mlops/testing/tested_postgres";
import { freePort } from "@mlops/processes/free_port";
import { equal, notEqual } from "node:assert/strict";
import { doExercise } from "./e2e/automatic_student.ts";
import { discover } from "./engine/discover.ts";
import { localPlace } from "./engine/local_place.ts";
import { isRequired, missingNeeds } from "./engine/needs.ts";
import { openLab } from "./open_lab.ts";
import { parseLabOptions } from "./options.ts";
import { EXERCISES } from "./testing/tested_lab.ts";
import { startMlflow } from "./testing/tested_mlflow.ts";

/** Number of the exercise that makes a champion. */
const TRAINING = 3;

/** Number of the exercise that makes a service. */
const SERVICE = 4;

/** Number of the first exercise that asks the stack's own service, with its log. */
const STACK = 18;

/** What the program of the shadow prints: the version beside which it was measured, then its own. */
const COMPARED = /version (\d+): right for .*\n.*version (\d+): right for/g;

const ROOT = new URL("../", import.meta.url).pathname;

/** Where a folder of each test's own is made, in the repository, whose packages the programs import. */
const WORK = new URL("work/", import.meta.url).pathname;

/** What comes after the training needs a champion. */
async function trainChampion(port: number): Promise<void> {
  const { code, stderr } = await new Deno.Command("deno", {
    args: ["run", "--allow-net", "--allow-env", `${EXERCISES}/03-training/files/train.ts`],
    env: { MLFLOW_TRACKING_URI: `http://127.0.0.1:${port}` },
  }).output();
  equal(code, 0, new TextDecoder().decode(stderr));
}

/** What runs on this machine, and the variables that name it: tests of other files run in this process, too. */
interface Parts extends AsyncDisposable {
  readonly env: Readonly<Record<string, string>>;
}

/** What comes after the service asks it, as it asks that of `deno task start`. */
async function startApi(mlflowPort: number): Promise<Parts> {
  const port = freePort();
  const child = new Deno.Command("deno", {
    args: [
      "run",
      "--quiet",
      "--allow-net",
      "--allow-env",
      `${EXERCISES}/04-service/files/program/main.ts`,
    ],
    env: { PORT: `${port}`, MLFLOW_TRACKING_URI: `http://127.0.0.1:${mlflowPort}` },
    stdin: "null",
    stdout: "null",
    stderr: "null",
  }).spawn();
  await until("the service", async () => {
    const response = await fetch(`http://127.0.0.1:${port}/ready`);
    await response.body?.cancel();
    return response.ok;
  });
  return {
    env: { API_PORT: `${port}` },
    async [Symbol.asyncDispose]() {
      child.kill("SIGTERM");
      await child.status;
    },
  };
}

/** The champion, the database and the service of `deno task start`. */
async function startStack(mlflowPort: number): Promise<Parts> {
  await using parts = new AsyncDisposableStack();
  const trackingUri = `http://127.0.0.1:${mlflowPort}`;
  const { code, stderr } = await new Deno.Command("deno", {
    args: ["task", "--quiet", "train", "--n-estimators", "20"],
    cwd: ROOT,
    env: { MLFLOW_TRACKING_URI: trackingUri },
    stdin: "null",
  }).output();
  equal(code, 0, new TextDecoder().decode(stderr));
  const database = parts.use(await TestedPostgres.start());
  const predict = parts.use(
    startPredict(trackingUri, { env: { DATABASE_URL: database.url.href } }),
  );
  await until("the stack's service", async () => {
    const response = await fetch(`${predict.url}/readyz`);
    await response.body?.cancel();
    return response.ok;
  });
  const running = parts.move();
  return {
    env: { API_PORT: new URL(predict.url).port, DATABASE_URL: database.url.href },
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

/** What an exercise finds on this machine beside the tracking server. */
async function startParts(number: number, mlflowPort: number): Promise<Parts | null> {
  if (number >= STACK) return await startStack(mlflowPort);
  // That of `deno task start` is there before a learner trains his own.
  if (number >= TRAINING) await trainChampion(mlflowPort);
  return number > SERVICE ? await startApi(mlflowPort) : null;
}

for (const found of await discover(EXERCISES)) {
  if (!found.exercise.places.includes("local")) continue;
  const missing = (await missingNeeds(found.exercise, localPlace("", {}))).find(isRequired)?.remedy
    .en;
  const skipped = missing === undefined ? "" : ` [skipped: ${missing}]`;
  Deno.test(`${found.folder} is done, broken and mended on this machine${skipped}`, {
    // In CI nothing is skipped: `start` says what is missing.
    ignore: missing !== undefined && Deno.env.get("CI") !== "true",
  }, async () => {
    await using mlflow = await startMlflow();
    await using parts = await startParts(found.number, mlflow.port);
    const env: Record<string, string> = {
      MLFLOW_PORT: `${mlflow.port}`,
      LAB_API_PORT: `${freePort()}`,
      LAB_PAGE_PORT: `${freePort()}`,
      ...parts?.env,
    };
    const lines: string[] = [];
    const options = parseLabOptions(["list", "--local", "--lang=fr", "--yes"]);
    await Deno.mkdir(WORK, { recursive: true });
    const work = await Deno.makeTempDir({ dir: WORK, prefix: "local-test-" });
    const deps = await openLab(options, {
      work,
      env: (name) => env[name],
      print: (line) => lines.push(line),
    });
    try {
      await doExercise(deps, found, "local", { env });
      equal(Object.keys((await deps.work.readProgress()).exercises).length, 0);
      for (const [, served, shadow] of lines.join("\n").matchAll(COMPARED)) {
        notEqual(served, shadow);
      }
    } catch (error) {
      throw new Error(`${error}\n${lines.slice(-40).join("\n")}`, { cause: error });
    } finally {
      await Deno.remove(work, { recursive: true });
    }
  });
}
