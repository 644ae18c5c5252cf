/**
 * Postgres' archived log in a bucket. Postgres archives onto its volume, as nothing of it may wait for a server
 * elsewhere; from there the log and the copies of Postgres' files go to the bucket, and back before a
 * restoration to a moment.
 *
 * @module
 */
import { BackupError, momentOf } from "./backup.ts";
import type { Store, StoredFile } from "./store.ts";
import { digest } from "./vault.ts";

const LOG = "wal";
const COPIES = "base";

/** The file of a copy that is there last, and with which the copy counts. */
const WHOLE = "base.tar.gz";

/** What Postgres writes beside it, with where its log begins. */
const MANIFEST = "backup_manifest";

/** What base-backups.sh writes beside it: when the copy was whole, in nanoseconds since 1970. */
const ENDED = "ended";

/** Files of the log, finished ones and what Postgres names after them: `000000020000000000000007`. */
const LOG_FILE = /^[0-9A-F]{8}(?:[0-9A-F]{16}(?:\..+)?|\.history)$/;

/** Copies that a bucket keeps, one a day, as the volume does (`BASE_DAYS`). */
const KEPT_COPIES = 7;

/** Brings what Postgres archived to a bucket. */
export class LogShipper {
  readonly #store: Store;
  readonly #volume: Store;
  #isOurs = false;

  /**
   * Prepares; nothing is read yet.
   *
   * @param store The bucket.
   * @param volume Where Postgres archives.
   */
  constructor(store: Store, volume: Store) {
    this.#store = store;
    this.#volume = volume;
  }

  /**
   * Sends what is new, and removes what is too old there.
   *
   * @returns How many files were sent.
   * @throws {BackupError} If the bucket holds the log of another server.
   */
  async ship(): Promise<number> {
    const [log, copies] = [await logOf(this.#volume), await copiesOf(this.#volume)];
    const there = await logOf(this.#store);
    await this.#holdToOwn(log, there);
    const sent = [...log.keys()].filter((name) => !there.has(name));
    for (const name of sent) await copy(this.#volume, this.#store, `${LOG}/${name}`);
    let count = sent.length;
    const known = await copiesOf(this.#store);
    for (const [id, files] of copies) {
      if (known.has(id)) continue;
      for (const name of wholeLast(files)) {
        await copy(this.#volume, this.#store, `${COPIES}/${id}/${name}`);
        count++;
      }
    }
    if (count > 0) await prune(this.#store);
    return count;
  }

  /** Names begin anew with a server that was made anew: its files must not be taken for those of before. */
  async #holdToOwn(
    log: ReadonlyMap<string, StoredFile>,
    there: ReadonlyMap<string, StoredFile>,
  ): Promise<void> {
    if (this.#isOurs) return;
    const common = [...log.keys()].find((name) => there.has(name) && !name.includes("."));
    if (common === undefined) return;
    if (!await isSame(this.#volume, this.#store, `${LOG}/${common}`)) {
      throw new BackupError(
        `Cannot send Postgres' log as the bucket must hold none of another server: its "${common}" is ` +
          "another one; bring that back (deno task restore --to latest), or name another folder",
      );
    }
    this.#isOurs = true;
  }
}

/**
 * Brings the log back that leads to a moment, with the copy that it begins at. What is on the volume already
 * stays; the log of a server that was made meanwhile is set aside.
 *
 * @param options The bucket, the volume, the moment in ms since 1970, and the present.
 * @returns How many files were fetched.
 * @throws {BackupError} If the bucket has no copy of before the moment.
 */
export async function fetchLog(
  { store, volume, moment, now }: { store: Store; volume: Store; moment: number; now: number },
): Promise<number> {
  const copies = await copiesOf(store);
  let id: string | undefined;
  for (const [it, files] of copies) {
    if (await endOf(store, it, files) <= moment && (id === undefined || it > id)) id = it;
  }
  if (id === undefined) {
    const known = [...copies.keys()].join(", ") || "none";
    throw new BackupError(
      `Cannot restore as the bucket must have a copy of Postgres' files from before: there is ${known}`,
    );
  }
  if (!(await copiesOf(volume)).has(id)) {
    for (const name of (await logOf(volume)).keys()) {
      const key = `${LOG}/${name}`;
      await volume.write(`set-aside-${now}/${key}`, await volume.read(key));
      await volume.remove(key);
    }
    for (const name of wholeLast(copies.get(id) ?? [])) {
      await copy(store, volume, `${COPIES}/${id}/${name}`);
    }
  }
  const first = await firstLogOf(store, id);
  const there = await logOf(volume);
  const missing = [...(await logOf(store)).keys()]
    .filter((name) => !there.has(name) && !isBefore(name, first));
  for (const name of missing) await copy(store, volume, `${LOG}/${name}`);
  return missing.length;
}

async function logOf(store: Store): Promise<Map<string, StoredFile>> {
  return new Map([...await store.list(LOG)].filter(([name]) => LOG_FILE.test(name)));
}

/** Files of each whole copy, by its name. */
async function copiesOf(store: Store): Promise<Map<string, string[]>> {
  const files = [...(await store.list(COPIES)).keys()].map((path) => path.split("/"));
  const ids = new Set(
    files.filter(([id = "", name]) => name === WHOLE && momentOf(id) !== undefined)
      .map(([id]) => id ?? ""),
  );
  return new Map(
    [...ids].map((
      id,
    ) => [id, files.filter(([it]) => it === id).map((it) => it.slice(1).join("/"))]),
  );
}

/** When a copy was whole, in ms since 1970; one of before there was a file that says so, when it began. */
async function endOf(store: Store, id: string, files: readonly string[]): Promise<number> {
  if (!files.includes(ENDED)) return momentOf(id) ?? Infinity;
  return Number(await new Response(await store.read(`${COPIES}/${id}/${ENDED}`)).text()) / 1e6;
}

function wholeLast(files: readonly string[]): string[] {
  return [...files.filter((name) => name !== WHOLE), WHOLE];
}

async function copy(from: Store, to: Store, key: string): Promise<void> {
  await to.write(key, await from.read(key));
}

async function isSame(a: Store, b: Store, key: string): Promise<boolean> {
  return (await digest(await a.read(key))).sha256 === (await digest(await b.read(key))).sha256;
}

/** Removes copies beyond those that stay, and the log before the oldest of them. */
async function prune(store: Store): Promise<void> {
  const copies = await copiesOf(store);
  const ids = [...copies.keys()].toSorted();
  for (const id of ids.slice(0, -KEPT_COPIES)) {
    // That file first: a copy without it does not count.
    for (const name of wholeLast(copies.get(id) ?? []).reverse()) {
      await store.remove(`${COPIES}/${id}/${name}`);
    }
  }
  const [oldest] = ids.slice(-KEPT_COPIES);
  if (oldest === undefined) return;
  const first = await firstLogOf(store, oldest);
  for (const name of (await logOf(store)).keys()) {
    if (isBefore(name, first)) await store.remove(`${LOG}/${name}`);
  }
}

/** Whether a file of the log is of before another, on whatever timeline, as pg_archivecleanup sees it. */
function isBefore(name: string, first: string): boolean {
  return !name.endsWith(".history") && name.slice(8, 24) < first.slice(8, 24);
}

/** Where the log of a copy begins, as the name of a file of 16 MiB. */
async function firstLogOf(store: Store, id: string): Promise<string> {
  const text = await new Response(await store.read(`${COPIES}/${id}/${MANIFEST}`)).text();
  const { "WAL-Ranges": [range] = [] } = JSON.parse(text) as {
    "WAL-Ranges"?: { Timeline: number; "Start-LSN": string }[];
  };
  const [high = "", low = ""] = range?.["Start-LSN"].split("/") ?? [];
  if (range === undefined || low === "") {
    throw new BackupError(`Cannot use the copy ${id} as its ${MANIFEST} must say where it begins`);
  }
  const hex = (value: number) => value.toString(16).toUpperCase().padStart(8, "0");
  return hex(range.Timeline) + hex(parseInt(high, 16)) + hex(parseInt(low, 16) >>> 24);
}
