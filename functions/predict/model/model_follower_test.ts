import { delay } from "@std/async";
import { deepEqual, equal, match } from "node:assert/strict";
import { type CachedModel, LoadedModels, type ModelCache } from "./loaded_models.ts";
import { loadModel } from "./load_model.ts";
import { createLogger } from "../logger.ts";
import { Metrics } from "../metrics/metrics.ts";
import { ModelFollower } from "./model_follower.ts";
import type { ModelReference, ModelRegistry } from "./model_registry.ts";
import { ModelStore } from "./model_store.ts";
import { smallDiabetesModel, type SmallModel } from "../testing/small_models.ts";

/** A registry in memory that can be taken down. */
class FakeRegistry implements ModelRegistry {
  readonly uri = "models:/diabetes-model@champion";
  readonly alias = "champion";
  aliases: Record<string, string> = {};
  versions = new Map<string, SmallModel>();
  isDown = false;
  downloads = 0;

  constructor(...models: SmallModel[]) {
    for (const model of models) this.versions.set(model.reference.version, model);
  }

  async findMain(): Promise<ModelReference | null> {
    this.#answer();
    const version = this.aliases["champion"];
    return version === undefined ? null : await this.findVersion(version);
  }

  findAliases(_signal: AbortSignal): Promise<Record<string, string>> {
    this.#answer();
    return Promise.resolve(this.aliases);
  }

  findVersion(version: string): Promise<ModelReference> {
    this.#answer();
    return Promise.resolve(this.#get(version).reference);
  }

  download({ version }: ModelReference) {
    this.#answer();
    this.downloads++;
    return Promise.resolve(this.#get(version).files);
  }

  findMetrics(_runId: string, _signal: AbortSignal): Promise<Record<string, number>> {
    this.#answer();
    return Promise.resolve({ accuracy: 0.75 });
  }

  #answer(): void {
    if (this.isDown) throw new Error("nobody answers");
  }

  #get(version: string): SmallModel {
    const model = this.versions.get(version);
    if (model === undefined) throw new Error(`no version ${version}`);
    return model;
  }
}

function followerOf(registry: FakeRegistry, cache: ModelCache | null = null) {
  const store = new ModelStore();
  const metrics = new Metrics();
  const log: Record<string, unknown>[] = [];
  let nowMs = 0;
  const loaded = new LoadedModels({
    registry,
    load: (reference, files) =>
      loadModel(reference, files, {
        engine: "auto",
        isDigestRequired: false,
        trustedKeys: [],
        now: () => 0,
      }),
    cache,
    now: () => nowMs,
  });
  const waits: number[] = [];
  const follower = new ModelFollower({
    registry,
    store,
    loaded,
    metrics,
    logger: createLogger((line) => log.push(JSON.parse(line)), () => 0),
    notes: null,
    pollIntervalMs: 1_000,
    lookLimitMs: 60,
    random: () => 0.5,
    sleep: (ms) => {
      waits.push(ms);
      return Promise.resolve();
    },
  });
  const look = () => follower.look(new AbortController().signal);
  const pass = (ms: number) => nowMs += ms;
  return { store, metrics, log, follower, look, waits, pass };
}

const version = (store: ModelStore) => store.champion?.model.version;

Deno.test("look() follows the alias both ways; the way back needs no download", async () => {
  const registry = new FakeRegistry(
    smallDiabetesModel(),
    smallDiabetesModel({ version: "2", high: 0.5 }),
  );
  const { store, look, metrics } = followerOf(registry);
  registry.aliases = { champion: "1" };
  equal(await look(), true);
  equal(version(store), "1");
  registry.aliases = { champion: "2" };
  await look();
  equal(version(store), "2");
  registry.aliases = { champion: "1" };
  await look();
  equal(version(store), "1");
  equal(registry.downloads, 2);
  equal(metrics.text().includes('predict_model_swaps_total{role="champion"} 3'), true);
  equal(store.champion?.model.metrics?.["accuracy"], 0.75);
});

Deno.test("look() keeps the old version where the new one fails a check, and tells it once", async () => {
  const registry = new FakeRegistry(
    smallDiabetesModel(),
    smallDiabetesModel({ version: "2", tags: { sha256: "0".repeat(64) } }),
  );
  const { store, look, log, metrics } = followerOf(registry);
  registry.aliases = { champion: "1" };
  await look();
  registry.aliases = { champion: "2" };
  for (let times = 0; times < 3; times++) await look();
  equal(version(store), "1");
  equal(registry.downloads, 2);
  deepEqual(store.refusals.map(({ version, role, reason }) => ({ version, role, reason })), [
    { version: "2", role: "champion", reason: "digest_mismatch" },
  ]);
  equal(log.filter(({ message }) => message === "model refused").length, 1);
  equal(
    metrics.text().includes('predict_model_refusals_total{reason="digest_mismatch"} 1'),
    true,
  );
  registry.aliases = { champion: "1" };
  await look();
  deepEqual(store.refusals, []);
});

Deno.test("look() judges a refused version anew once its digest was tagged right", async () => {
  const good = smallDiabetesModel({ version: "2" });
  const bad = { ...good, reference: { ...good.reference, tags: { sha256: "0".repeat(64) } } };
  const registry = new FakeRegistry(bad);
  const { store, look } = followerOf(registry);
  registry.aliases = { champion: "2" };
  equal(await look(), false);
  match(store.trouble ?? "", /must have the SHA-256 of its tag/);
  registry.versions.set("2", good);
  equal(await look(), true);
  equal(store.champion?.model.isVerified, true);
});

Deno.test("look() goes on serving while the registry is down, and says when it is back", async () => {
  const registry = new FakeRegistry(smallDiabetesModel());
  const { store, look, log, metrics } = followerOf(registry);
  registry.aliases = { champion: "1" };
  await look();
  registry.isDown = true;
  equal(await look(), false);
  equal(await look(), false);
  equal(version(store), "1");
  match(store.trouble ?? "", /the registry cannot be read: nobody answers/);
  registry.isDown = false;
  equal(await look(), true);
  equal(store.trouble, null);
  const told = log.map(({ message }) => message).filter((message) => `${message}`.includes("reg"));
  deepEqual(told, ["registry cannot be read", "registry is back"]);
  equal(metrics.text().includes('predict_registry_looks_total{outcome="failed"} 2'), true);
});

Deno.test("look() gives all questions one limit together, and says that it passed", async () => {
  const registry = new FakeRegistry(smallDiabetesModel());
  const { store, look } = followerOf(registry);
  registry.aliases = { champion: "1" };
  await look();
  // A registry that takes its time: each answer comes within the limit, both together do not.
  registry.findAliases = (signal) => delay(40, { signal }).then(() => registry.aliases);
  registry.findMetrics = (_, signal) => delay(59, { signal }).then(() => ({}));
  equal(await look(), false);
  equal(
    store.trouble,
    "the registry cannot be read: Cannot look as all answers together must come within 60 ms",
  );
  equal(version(store), "1");
});

Deno.test("look() says that the alias is missing, and serves once it is there", async () => {
  const registry = new FakeRegistry(smallDiabetesModel());
  const { store, look } = followerOf(registry);
  equal(await look(), false);
  equal(store.trouble, "there is no models:/diabetes-model@champion");
  registry.aliases = { champion: "1" };
  equal(await look(), true);
  equal(store.trouble, null);
});

Deno.test("look() fills and empties the challenger's and the shadow's role", async () => {
  const challenger = smallDiabetesModel({ version: "2" });
  const tags = { ...challenger.reference.tags, traffic: "0.25" };
  const registry = new FakeRegistry(smallDiabetesModel(), {
    ...challenger,
    reference: { ...challenger.reference, tags },
  });
  const { store, look } = followerOf(registry);
  registry.aliases = { champion: "1", challenger: "2", shadow: "2" };
  await look();
  await look();
  equal(store.assignments.get("challenger")?.traffic, 0.25);
  equal(store.shadow?.model.version, "2");
  equal(registry.downloads, 2);
  registry.aliases = { champion: "1" };
  await look();
  deepEqual([...store.assignments.keys()], ["champion"]);
});

Deno.test("look() gives a challenger with a wrong share none, and tells it once", async () => {
  const challenger = smallDiabetesModel({ version: "2" });
  const tags = { ...challenger.reference.tags, traffic: "10%" };
  const registry = new FakeRegistry(smallDiabetesModel(), {
    ...challenger,
    reference: { ...challenger.reference, tags },
  });
  const { store, look, log } = followerOf(registry);
  registry.aliases = { champion: "1", challenger: "2" };
  for (let times = 0; times < 3; times++) await look();
  equal(store.assignments.get("challenger")?.traffic, 0);
  equal(log.filter(({ message }) => `${message}`.startsWith("traffic tag")).length, 1);
});

Deno.test("look() starts from the cache while the registry is down, stale until it is back", async () => {
  const model = smallDiabetesModel();
  const written: CachedModel[] = [];
  const cache = {
    read: () => Promise.resolve(model),
    write: (version: CachedModel) => {
      written.push(version);
      return Promise.resolve();
    },
  };
  const registry = new FakeRegistry(model);
  const { store, look, metrics } = followerOf(registry, cache);
  registry.isDown = true;
  equal(await look(), false);
  equal(version(store), "1");
  equal(store.isStale, true);
  equal(metrics.text().includes("predict_model_stale 1"), true);
  registry.isDown = false;
  registry.aliases = { champion: "1" };
  equal(await look(), true);
  equal(store.isStale, false);
  equal(registry.downloads, 0);
});

Deno.test("look() keeps what is in service now for a start without the registry", async () => {
  const written: string[] = [];
  const cache = {
    read: () => Promise.resolve(null),
    write: ({ reference }: CachedModel) => {
      written.push(reference.version);
      return Promise.resolve();
    },
  };
  const registry = new FakeRegistry(smallDiabetesModel(), smallDiabetesModel({ version: "2" }));
  const { look } = followerOf(registry, cache);
  registry.aliases = { champion: "1" };
  await look();
  registry.aliases = { champion: "2" };
  await look();
  deepEqual(written, ["1", "2"]);
});

Deno.test("follow() waits as long as it was told, longer with each failure, 2.5 s at most", async () => {
  const registry = new FakeRegistry(smallDiabetesModel());
  const { follower, waits } = followerOf(registry);
  const stop = new AbortController();
  registry.isDown = true;
  const findMain = registry.findMain.bind(registry);
  let looks = 0;
  registry.findMain = () => {
    looks++;
    if (looks === 8) {
      registry.isDown = false;
      registry.aliases = { champion: "1" };
    }
    return findMain();
  };
  registry.findAliases = () => {
    stop.abort();
    return Promise.resolve(registry.aliases);
  };
  await follower.follow(stop.signal);
  deepEqual(waits.slice(0, 7), [100, 200, 400, 800, 1600, 2500, 2500]);
  // The look after the first success comes at once: it finds the other roles.
  equal(looks, 8);
});

Deno.test("look() starts from the cache where the version that the alias points to is refused", async () => {
  const good = smallDiabetesModel();
  const registry = new FakeRegistry(
    good,
    smallDiabetesModel({ version: "2", tags: { sha256: "0".repeat(64) } }),
  );
  const cache = {
    read: (): Promise<CachedModel> => Promise.resolve(good),
    write: () => Promise.resolve(),
  };
  const { store, look } = followerOf(registry, cache);
  registry.aliases = { champion: "2" };
  equal(await look(), true);
  equal(version(store), "1");
  equal(store.isStale, false);
  match(store.trouble ?? "", /version 2 as its file must have the SHA-256 of its tag/);
  await look();
  deepEqual(store.refusals.map((refusal) => refusal.version), ["2"]);
});

Deno.test("look() takes what no check foresaw for a refusal, and goes on with the version before", async () => {
  const broken = smallDiabetesModel({ version: "2" });
  const registry = new FakeRegistry(smallDiabetesModel(), {
    ...broken,
    files: {
      ...broken.files,
      get mlModel(): never {
        throw new TypeError("the reader has a defect");
      },
    },
  });
  const { store, look } = followerOf(registry);
  registry.aliases = { champion: "1" };
  await look();
  registry.aliases = { champion: "2" };
  equal(await look(), true);
  equal(version(store), "1");
  equal(store.refusals[0]?.reason, "defect");
  match(store.refusals[0]?.detail ?? "", /version 2 as .* TypeError: the reader has a defect$/);
});
