import { MlflowClient } from "@mlops/mlflow";
import { freePort } from "@mlops/processes/free_port";
import { REFERENCE_TASK } from "@mlops/tasks";
import { deepEqual, equal, match, rejects } from "node:assert/strict";
import { reset } from "./commands/reset.ts";
import { start } from "./commands/start.ts";
import type { LabDeps } from "./engine/deps.ts";
import { localPlace } from "./engine/local_place.ts";
import { promoteBadModel } from "./looks/registry.ts";
import { SHARED_MODELS } from "./looks/shared_models.ts";
import { testedLab } from "./testing/tested_lab.ts";
import { startMlflow } from "./testing/tested_mlflow.ts";

const { experiment, model: name } = REFERENCE_TASK;

/** A lab on this machine beside a tracking server. */
async function openTried() {
  await using parts = new AsyncDisposableStack();
  const lab = parts.use(await testedLab());
  const { port } = parts.use(await startMlflow());
  const url = `http://127.0.0.1:${port}`;
  const deps: LabDeps = {
    ...lab.deps,
    openPlace: (number) => localPlace(lab.deps.work.of(number), { "mlflow-service": url }),
  };
  const client = new MlflowClient({ trackingUri: new URL(url) });
  const place = deps.openPlace(18, "local");
  const open = parts.move();
  return {
    deps,
    client,
    place,
    read: () => SHARED_MODELS.read(place),
    printed: () => lab.printed(),
    [Symbol.asyncDispose]: () => open.disposeAsync(),
  };
}

/** Registers a version with a run of its own, and puts aliases on it. */
async function register({ registry, runs, experiments }: MlflowClient, aliases: string[]) {
  const { experimentId } = await experiments.setExperiment(experiment);
  const { info } = await runs.createRun({ experimentId });
  const source = `${info.artifactUri}/model`;
  const { version } = await registry.createModelVersion({ name, source, runId: info.runId });
  for (const alias of aliases) {
    await registry.setRegisteredModelAlias({ name, alias, version });
  }
}

/** The models of somebody who has tried a challenger himself. */
async function registerOwn(client: MlflowClient) {
  await client.registry.createRegisteredModel(name);
  await register(client, ["champion"]);
  await register(client, ["challenger", "shadow"]);
}

Deno.test("reset leaves the aliases, versions and runs as they were before the exercise", async () => {
  for (const number of ["3", "17", "18", "19", "20"]) {
    await using tried = await openTried();
    const { deps, client, read } = tried;
    await registerOwn(client);
    const before = await read();
    equal(await start(deps, number, "local"), 0);
    await register(client, ["challenger", "champion", "previous"]);
    await promoteBadModel(client);
    await reset(deps, number, "local");
    deepEqual(await read(), before, `exercise ${number}`);
    match(tried.printed(), /As before it began: the aliases, versions and runs of/);
  }
});

Deno.test("exercises that are begun one after the other are undone in whichever order", async () => {
  for (const order of [["18", "19", "20"], ["20", "19", "18"], ["19", "18", "20"]]) {
    await using tried = await openTried();
    const { deps, client, read } = tried;
    await registerOwn(client);
    const before = await read();
    for (const number of ["18", "19", "20"]) {
      await start(deps, number, "local");
      await register(client, ["challenger"]);
    }
    for (const number of order) await reset(deps, number, "local");
    deepEqual(await read(), before, order.join());
  }
});

Deno.test("what was begun later keeps the models that it stands on", async () => {
  await using tried = await openTried();
  const { deps, client, read } = tried;
  await registerOwn(client);
  await start(deps, "18", "local");
  await register(client, ["challenger"]);
  await start(deps, "20", "local");
  const between = await read();
  tried.printed();
  await reset(deps, "18", "local");
  deepEqual(await read(), between);
  match(tried.printed(), /Exercise 20, begun later, stands on them/);
});

Deno.test("a beginning that fails leaves the models as they were", async () => {
  await using tried = await openTried();
  const { deps, client, read } = tried;
  await client.registry.createRegisteredModel(name);
  await register(client, ["challenger"]);
  const before = await read();
  await rejects(start(deps, "18", "local"), { message: /has the alias champion/ });
  deepEqual(await read(), before);
  deepEqual((await deps.work.readProgress()).exercises, {});
});

Deno.test("what exercise 17 registers has the files of the champion before: the service serves it", async () => {
  await using tried = await openTried();
  const { deps, client } = tried;
  await registerOwn(client);
  const { source } = (await client.registry.getModelVersionByAlias(name, "champion"))!;
  await start(deps, "17", "local");
  for (const alias of ["champion", "challenger"]) {
    const made = (await client.registry.getModelVersionByAlias(name, alias))!;
    deepEqual([made.source, made.version > "2"], [source, true], alias);
  }
});

Deno.test("a model that was not there goes as a whole", async () => {
  await using tried = await openTried();
  await start(tried.deps, "17", "local");
  await reset(tried.deps, "17", "local");
  equal(await tried.client.registry.getRegisteredModel(name), null);
});

Deno.test("another store is left alone, as nothing in it is of the exercise", async () => {
  await using first = await openTried();
  await using second = await openTried();
  await registerOwn(first.client);
  await registerOwn(second.client);
  const before = await first.read();
  await register(second.client, ["champion"]);
  const after = await second.read();
  await SHARED_MODELS.putBack(second.place, before);
  deepEqual(await second.read(), after);
});

Deno.test("start and reset say in a sentence that MLflow does not answer, and reset can be repeated", async () => {
  await using tried = await openTried();
  await registerOwn(tried.client);
  const before = await tried.read();
  const gone = localPlace("", { "mlflow-service": `http://127.0.0.1:${freePort()}` });
  const deps: LabDeps = { ...tried.deps, openPlace: () => gone };
  const said = { name: "LabFault", message: /^MLflow does not answer .*deno task start/ };
  await rejects(start(deps, "18", "local"), said);
  await start(tried.deps, "18", "local");
  await rejects(reset(deps, "18", "local"), said);
  await reset(tried.deps, "18", "local");
  deepEqual(await tried.read(), before);
});
