import { deepEqual, equal } from "node:assert/strict";
import { LogShipper } from "./ship_log.ts";
import { folderStore, type Store } from "./store.ts";

/** Where a copy begins, as pg_basebackup of Postgres 15 writes it. */
function manifest(lsn: string): string {
  const range = { Timeline: 1, "Start-LSN": lsn, "End-LSN": lsn };
  return JSON.stringify({ "PostgreSQL-Backup-Manifest-Version": 1, "WAL-Ranges": [range] });
}

async function write(store: Store, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [key, text] of Object.entries(files)) {
    await store.write(key, new Blob([text]).stream());
  }
}

Deno.test("a bucket keeps the copies of seven days, and the log from the oldest of them on", async () => {
  const folder = await Deno.makeTempDir({ prefix: "ship-" });
  try {
    const [store, volume] = [folderStore(`${folder}/bucket`), folderStore(`${folder}/volume`)];
    const shipper = new LogShipper(store, volume);
    const log = (number: number) => `00000001000000A0000000${number.toString(16).toUpperCase()}`;
    await write(volume, {
      "wal/00000002.history": "1",
      "wal/000000020000009900000099.partial": "not whole",
    });
    for (let day = 1; day <= 9; day++) {
      const id = `2026-11-0${day}T02-00-00Z`;
      await write(volume, {
        [`wal/${log(0xe0 + day)}`]: `${day}`,
        [`base/${id}/base.tar.gz`]: "files",
        [`base/${id}/backup_manifest`]: manifest(`A0/E${day}000028`),
        [`base/2026-11-1${day}T02-00-00Z.partial/base.tar.gz`]: "half of it",
      });
      await shipper.ship();
    }
    const copies = new Set([...(await store.list("base")).keys()].map((path) => path.slice(0, 10)));
    deepEqual([...copies].toSorted(), [3, 4, 5, 6, 7, 8, 9].map((day) => `2026-11-0${day}`));
    deepEqual([...(await store.list("wal")).keys()].toSorted(), [
      ...[3, 4, 5, 6, 7, 8, 9].map((day) => log(0xe0 + day)),
      "00000002.history",
    ]);
    // A volume that is lost takes nothing with it.
    await Deno.remove(`${folder}/volume`, { recursive: true });
    equal(await new LogShipper(store, volume).ship(), 0);
    equal((await store.list("wal")).size, 8);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
