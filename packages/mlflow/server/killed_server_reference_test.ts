import { deepEqual, equal } from "node:assert/strict";
import { referenceTest, startRealMlflow } from "@mlops/testing/reference";
import { MlflowClient } from "../mod.ts";
import { startServer } from "../testing/running_server.ts";

/** A write, and how to see later that it is there. */
interface Write {
  readonly send: () => Promise<unknown>;
  readonly isKept: (reader: MlflowClient) => Promise<boolean>;
}

const MODEL = "killed";

function clientOf(url: URL): MlflowClient {
  return new MlflowClient({ trackingUri: url, retries: { maxAttempts: 1 } });
}

/** Fifty different writes of one client, all to a run and a model that others write to as well. */
function writesOf(client: MlflowClient, names: { runId: string; prefix: string }): Write[] {
  const { runId, prefix } = names;
  return Array.from({ length: 50 }, (_, index): Write => {
    const key = `${prefix}${index}`;
    switch (index % 5) {
      case 0:
        return {
          send: () =>
            client.runs.logMetric(runId, { key: "loss", value: index, step: stepOf(key) }),
          isKept: async (reader) =>
            (await reader.runs.getMetricHistory(runId, "loss")).some(({ step }) =>
              step === stepOf(key)
            ),
        };
      case 1:
        return {
          send: () => client.runs.logBatch(runId, { params: { [key]: "1" }, tags: { [key]: "2" } }),
          isKept: async (reader) => {
            const { params, tags } = await reader.runs.getRun(runId);
            return params[key] === "1" && tags[key] === "2";
          },
        };
      case 2:
        return {
          send: () => client.registry.createRegisteredModel(key),
          isKept: async (reader) => await reader.registry.getRegisteredModel(key) !== null,
        };
      case 3:
        return {
          send: async () => {
            const source = `mlflow-artifacts:/1/${key}/model`;
            const { version } = await client.registry.createModelVersion({ name: MODEL, source });
            await client.registry.setRegisteredModelAlias({ name: MODEL, alias: key, version });
          },
          isKept: async (reader) => {
            const version = await reader.registry.getModelVersionByAlias(MODEL, key);
            return version?.source === `mlflow-artifacts:/1/${key}/model`;
          },
        };
      default:
        return {
          send: () =>
            client.artifacts.uploadArtifact(`mlflow-artifacts:/1/${runId}`, key, key.repeat(9_999)),
          isKept: async (reader) => {
            const { bytes } = await reader.artifacts.downloadArtifact(
              `mlflow-artifacts:/1/${runId}`,
              key,
            );
            return new TextDecoder().decode(bytes) === key.repeat(9_999);
          },
        };
    }
  });
}

function stepOf(key: string): number {
  return [...key].reduce((sum, character) => sum * 31 + (character.codePointAt(0) ?? 0), 0);
}

/** Sends 100 writes of two clients at once, and kills the server when some are acknowledged. */
async function writeAndKill(
  root: string,
  round: { runId: string; name: string; killAfter: number },
): Promise<Write[]> {
  await using server = await startServer(root);
  const writes = ["a", "b"].flatMap((prefix) => {
    return writesOf(clientOf(server.url), { runId: round.runId, prefix: `${round.name}${prefix}` });
  });
  const kept: Write[] = [];
  let killed: Promise<unknown> | undefined;
  await Promise.allSettled(writes.map(async (write) => {
    await write.send();
    kept.push(write);
    if (kept.length >= round.killAfter) killed ??= server.end("SIGKILL");
  }));
  await killed;
  return kept;
}

async function expectKept(reader: MlflowClient, writes: readonly Write[]): Promise<void> {
  const missing: number[] = [];
  for (const [index, write] of writes.entries()) {
    if (!await write.isKept(reader)) missing.push(index);
  }
  deepEqual(missing, []);
  await reader.registry.searchModelVersions();
  await reader.registry.searchRegisteredModels({ maxResults: 1_000 });
  await reader.runs.searchRuns({ experimentIds: ["0"] });
  await reader.experiments.searchExperiments();
}

referenceTest(
  "kill -9 under 100 concurrent writes of two clients loses none that was acknowledged",
  ["python"],
  async () => {
    const root = await Deno.makeTempDir({ prefix: "killed-" });
    const acknowledged: Write[] = [];
    let runId = "";
    {
      await using server = await startServer(root);
      const client = clientOf(server.url);
      runId = (await client.runs.createRun({ experimentId: "0" })).info.runId;
      await client.registry.createRegisteredModel(MODEL);
    }
    for (const killAfter of [5, 30, 60, 90]) {
      const round = { runId, name: `k${killAfter}`, killAfter };
      acknowledged.push(...await writeAndKill(root, round));
    }
    equal(acknowledged.length >= 185, true);
    {
      await using server = await startServer(root);
      await expectKept(clientOf(server.url), acknowledged);
      equal((await server.end("SIGTERM")).code, 0);
    }
    {
      await using mlflow = await startRealMlflow({ directory: root, backend: `${root}/mlruns` });
      await expectKept(clientOf(new URL(mlflow.url)), acknowledged);
    }
    await Deno.remove(root, { recursive: true });
  },
);

Deno.test("100 concurrent writes of two clients lose nothing", async () => {
  const root = await Deno.makeTempDir({ prefix: "concurrent-" });
  {
    await using server = await startServer(root);
    const client = clientOf(server.url);
    const { info } = await client.runs.createRun({ experimentId: "0" });
    await client.registry.createRegisteredModel(MODEL);
    const writes = ["a", "b"].flatMap((prefix) => {
      return writesOf(clientOf(server.url), { runId: info.runId, prefix });
    });
    await Promise.all(writes.map((write) => write.send()));
    await expectKept(client, writes);
    const { items } = await client.registry.searchModelVersions({
      orderBy: ["version_number ASC"],
    });
    deepEqual(
      items.map(({ version }) => Number(version)),
      Array.from({ length: 20 }, (_, i) => i + 1),
    );
  }
  await Deno.remove(root, { recursive: true });
});
