import { deepEqual, equal } from "node:assert/strict";
import { Archive, keptUntil, pruneJournal } from "./archive.ts";
import { folderStore, type Store } from "./store.ts";

const NOON = Date.UTC(2026, 10, 30, 12);
const MINUTE_MS = 60_000;

async function withArchive(
  action: (parts: {
    archive: Archive;
    store: Store;
    folder: string;
    write: (path: string, text: string) => Promise<void>;
  }) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "archive-" });
  const store = folderStore(`${folder}/store`);
  const write = async (path: string, text: string) => {
    const file = `${folder}/artifacts/${path}`;
    await Deno.mkdir(file.slice(0, file.lastIndexOf("/")), { recursive: true });
    await Deno.writeTextFile(file, text);
  };
  try {
    await action({
      archive: new Archive(store, folderStore(`${folder}/artifacts`)),
      store,
      folder,
      write,
    });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function pathsUntil(store: Store, moment: number): Promise<string[]> {
  return (await keptUntil(store, moment)).map(({ path }) => path).toSorted();
}

Deno.test("files come back as they were at the moment, and none that came later", async () => {
  await withArchive(async ({ archive, store, write }) => {
    await write("1/a/artifacts/MLmodel", "one");
    equal(await archive.look(NOON), 1);
    await write("1/b/artifacts/MLmodel", "two, longer");
    equal(await archive.look(NOON + MINUTE_MS), 1);
    equal(await archive.look(NOON + 2 * MINUTE_MS), 0);
    deepEqual(await pathsUntil(store, NOON), ["1/a/artifacts/MLmodel"]);
    deepEqual(await pathsUntil(store, Infinity), [
      "1/a/artifacts/MLmodel",
      "1/b/artifacts/MLmodel",
    ]);
  });
});

Deno.test("a program that starts anew does not keep again what is kept", async () => {
  await withArchive(async ({ archive, store, folder, write }) => {
    await write("1/a/artifacts/MLmodel", "one");
    await archive.look(NOON);
    equal(await new Archive(store, folderStore(`${folder}/artifacts`)).look(NOON + MINUTE_MS), 0);
  });
});

Deno.test("a file that changes is kept in both forms", async () => {
  await withArchive(async ({ archive, store, write }) => {
    await write("1/a/artifacts/metrics.json", "{}");
    await archive.look(NOON);
    await write("1/a/artifacts/metrics.json", '{"f1":1}');
    await archive.look(NOON + MINUTE_MS);
    const [before] = await keptUntil(store, NOON);
    const [after] = await keptUntil(store, Infinity);
    deepEqual([before?.sizeBytes, after?.sizeBytes], [2, 8]);
  });
});

Deno.test("the journal forgets what is older than the copies of days", async () => {
  await withArchive(async ({ archive, store, write }) => {
    await write("1/a/artifacts/MLmodel", "one");
    await archive.look(NOON);
    const nineDays = 9 * 24 * 60 * MINUTE_MS;
    equal((await pruneJournal(store, NOON + 1)).size, 1);
    equal((await pruneJournal(store, NOON + nineDays)).size, 0);
    deepEqual(await pathsUntil(store, Infinity), []);
  });
});
