import { createTrackingServer } from "@mlops/mlflow/server";
import { equal } from "node:assert/strict";
import { doExercise } from "./e2e/automatic_student.ts";
import { discover } from "./engine/discover.ts";
import { openLab } from "./open_lab.ts";
import { parseLabOptions } from "./options.ts";
import { EXERCISES } from "./testing/tested_lab.ts";

const WORK = new URL("work/local-test", import.meta.url).pathname;

/** A tracking server on a free port, as `deno task start` has one. */
async function startMlflow(): Promise<AsyncDisposable & { port: number }> {
  const root = await Deno.makeTempDir({ prefix: "lab-mlruns-" });
  const { fetch } = createTrackingServer({ root });
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, fetch);
  return {
    port: server.addr.port,
    async [Symbol.asyncDispose]() {
      await server.shutdown();
      await Deno.remove(root, { recursive: true });
    },
  };
}

for (const found of await discover(EXERCISES)) {
  if (!found.exercise.places.includes("local")) continue;
  Deno.test(`${found.folder} is done, broken and mended on this machine`, async () => {
    await using mlflow = await startMlflow();
    Deno.env.set("MLFLOW_PORT", `${mlflow.port}`);
    const lines: string[] = [];
    const options = parseLabOptions(["list", "--local", "--lang=fr", "--yes"]);
    const work = `${WORK}-${found.number}`;
    const deps = await openLab(options, { work, print: (line) => lines.push(line) });
    try {
      await doExercise(deps, found, "local");
      equal(Object.keys((await deps.work.readProgress()).exercises).length, 0);
    } catch (error) {
      throw new Error(`${error}\n${lines.slice(-40).join("\n")}`, { cause: error });
    } finally {
      Deno.env.delete("MLFLOW_PORT");
      await Deno.remove(work, { recursive: true });
    }
  });
}
