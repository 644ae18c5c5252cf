import { MlflowClient } from "@mlops/mlflow";
import { startPredict } from "@mlops/testing/predict_process";
import { publishFiles } from "@mlops/testing/publish_files";
import { REFERENCE_TASK } from "@mlops/tasks";
import { moveChampion, publishModel } from "@mlops/testing/publish_model";
import { trainModel } from "@mlops/testing/trained_model";
import { until, untilReady } from "@mlops/testing/until";
import { ClosedLoad } from "./closed_load.ts";
import { type Drill, Faults } from "./drill.ts";
import { refusalsOf } from "./refusals.ts";
import { type UnservableVersion, unservableVersions } from "./unservable_versions.ts";

const ROLES = ["champion", "challenger", "shadow"] as const;

/** An unservable version in the registry. */
interface Published extends UnservableVersion {
  readonly version: string;
}

/**
 * Points each role's alias at versions of every kind that registries hold, while serving and at the
 * start: R8. No version ends the process, each is told with its reason, and the last good one serves.
 *
 * @param options `registry` is the address of a tracking server, `registryName` what it is.
 * @returns What was seen.
 */
export async function unservableVersionsDrill(
  { registry, registryName }: { registry: string; registryName: string },
): Promise<Drill> {
  const client = new MlflowClient({ trackingUri: new URL(registry) });
  const model = trainModel(1);
  const good = await publishModel(client, model);
  const bad: Published[] = [];
  for (const kind of unservableVersions()) {
    bad.push({ ...kind, version: await publishFiles(client, kind.files, kind.options) });
  }
  const faults = new Faults();
  const cache = await Deno.makeTempDir({ prefix: "cache-" });
  try {
    const answered = await whileServing(client, { good, bad, cache, model, faults });
    await atTheStart(client, { good, bad, cache, faults });
    return {
      id: "R8",
      what: `aliases of all roles moved to ${bad.length} kinds of version that registries hold, ` +
        `while serving and at the start, ${registryName}`,
      figures: `each refused with its reason; ${answered} answers of the good version, 0 failed; ` +
        "at the start the cache serves, without one /readyz says why",
      faults: faults.list,
    };
  } finally {
    await Deno.remove(cache, { recursive: true });
  }
}

interface Scene {
  readonly good: string;
  readonly bad: readonly Published[];
  readonly cache: string;
  readonly faults: Faults;
}

async function whileServing(
  client: MlflowClient,
  scene: Scene & { model: ReturnType<typeof trainModel> },
): Promise<number> {
  const { good, bad, cache, model, faults } = scene;
  await moveChampion(client, good);
  await using service = startPredict(client.trackingUri, {
    env: { MODEL_POLL_SECONDS: "0.1", MODEL_CACHE_DIR: cache },
  });
  await untilReady(service.url);
  const expected = new Map([[good, model.probability]]);
  const load = new ClosedLoad(service.url, { connections: 2, expected });
  for (const role of ROLES) {
    for (const { what, version, detail } of bad) {
      await client.registry.setRegisteredModelAlias({
        name: REFERENCE_TASK.model,
        alias: role,
        version,
      });
      await until(`the refusal of ${what} as ${role}`, async () => {
        const refused = (await refusalsOf(service.url)).find((refusal) => refusal.role === role);
        if (refused?.version !== version) return false;
        faults.unless(detail.test(refused.detail), `${what}: ${refused.detail}`);
        return true;
      });
      const health = await (await fetch(`${service.url}/health`)).json();
      faults.unless(health.refused?.length >= 1, `${what}: /health does not tell it`);
    }
    if (role === "champion") await moveChampion(client, good);
    else await client.registry.deleteRegisteredModelAlias(REFERENCE_TASK.model, role);
  }
  await until("no refusal", async () => (await refusalsOf(service.url)).length === 0);
  const report = await load.stop();
  faults.unless(report.failed === 0, `${report.failed} failed: ${report.failures}`);
  faults.unless(report.wrong === 0, `${report.wrong} wrong answers`);
  const told = service.log.filter(({ message }) => message === "model refused").length;
  faults.unless(told === ROLES.length * bad.length, `${told} refusals were logged`);
  return report.answered;
}

async function atTheStart(client: MlflowClient, scene: Scene): Promise<void> {
  const { good, bad, cache, faults } = scene;
  for (const [index, { what, version, detail }] of bad.entries()) {
    await moveChampion(client, version);
    await using cached = startPredict(client.trackingUri, { env: { MODEL_CACHE_DIR: cache } });
    await untilReady(cached.url);
    const ready = await (await fetch(`${cached.url}/readyz`)).json();
    faults.unless(ready.model.version === good, `${what}: ${ready.model.version} serves`);
    faults.unless(detail.test(ready.trouble ?? ""), `${what}: trouble is ${ready.trouble}`);
    // One by one would say nothing new: without a cache nothing depends on the kind but the sentence.
    if (index % 4 > 0) continue;
    await using bare = startPredict(client.trackingUri);
    await until(`/readyz to say why not ${what}`, async () => {
      const response = await fetch(`${bare.url}/readyz`);
      return response.status === 503 && detail.test((await response.json()).detail);
    });
    const alive = await fetch(`${bare.url}/livez`);
    await alive.body?.cancel();
    faults.unless(alive.status === 200, `${what}: /livez ${alive.status}`);
  }
}
