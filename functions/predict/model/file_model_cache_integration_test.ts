import { deepEqual, equal } from "node:assert/strict";
import { sha256Of } from "./files_digest.ts";
import type { ModelFiles } from "./model_registry.ts";
import { FileModelCache } from "./file_model_cache.ts";
import { createLogger } from "../logger.ts";
import { smallDiabetesModel } from "../testing/small_models.ts";

async function withCache(
  body: (
    parts: { directory: string; log: string[]; open: (uri?: string) => FileModelCache },
  ) => Promise<void>,
): Promise<void> {
  const directory = await Deno.makeTempDir();
  const log: string[] = [];
  const logger = createLogger((line) => log.push(line), () => 0);
  const open = (uri = "models:/m@champion") =>
    new FileModelCache(directory, { uri, logger, readApart: null });
  try {
    await body({ directory, log, open });
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
}

Deno.test("read() gives back what write() kept last, and one file only", async () => {
  await withCache(async ({ directory, open }) => {
    const cache = open();
    await cache.write(smallDiabetesModel());
    const model = smallDiabetesModel({ version: "2", high: 0.5 });
    await cache.write(model);
    const kept = await open().read();
    deepEqual(kept?.reference, model.reference);
    deepEqual(kept?.files, model.files);
    const names = (await Array.fromAsync(Deno.readDir(directory))).map(({ name }) => name);
    deepEqual(names.sort(), [`${model.files.sha256}.model`, "model.json"].sort());
  });
});

Deno.test("read() finds nothing in an empty folder, or for another model", async () => {
  await withCache(async ({ open, log }) => {
    equal(await open().read(), null);
    await open().write(smallDiabetesModel());
    equal(await open("models:/other@champion").read(), null);
    deepEqual(log, []);
  });
});

Deno.test("read() leaves a damaged file and says so", async () => {
  await withCache(async ({ directory, open, log }) => {
    const { files, reference } = smallDiabetesModel();
    await open().write({ files, reference });
    await Deno.writeFile(`${directory}/${files.sha256}.model`, Uint8Array.of(1, 2, 3));
    equal(await open().read(), null);
    await Deno.writeTextFile(`${directory}/model.json`, "{");
    equal(await open().read(), null);
    deepEqual(log.map((line) => JSON.parse(line).message), [
      "cached model is damaged",
      "cached model cannot be read",
    ]);
  });
});

Deno.test("write() says why it failed, and throws nothing", async () => {
  await withCache(async ({ directory, log }) => {
    await Deno.writeTextFile(`${directory}/file`, "");
    const logger = createLogger((line) => log.push(line), () => 0);
    const cache = new FileModelCache(`${directory}/file`, { uri: "u", logger, readApart: null });
    await cache.write(smallDiabetesModel());
    equal(JSON.parse(log[0]!).message, "model cannot be cached");
  });
});

Deno.test("write() keeps all files of a model, and read() finds all of them or none", async () => {
  await withCache(async ({ directory, open, log }) => {
    const { files, reference } = smallDiabetesModel();
    const weights = Uint8Array.of(1, 2, 3);
    const both: ModelFiles = {
      ...files,
      files: new Map([...files.files, ["weights/a.data", weights]]),
      digests: new Map([...files.digests, ["weights/a.data", await sha256Of(weights)]]),
      signature: Uint8Array.of(4, 5),
    };
    await open().write({ files: both, reference });
    deepEqual((await open().read())?.files, both);
    const kept = (await Array.fromAsync(Deno.readDir(directory))).map(({ name }) => name);
    const other = kept.find((name) => name.endsWith(".model") && !name.startsWith(files.sha256));
    await Deno.writeFile(`${directory}/${other}`, Uint8Array.of(1, 2, 4));
    equal(await open().read(), null);
    equal(log.length, 1);
  });
});
