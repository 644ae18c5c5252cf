/**
 * What a store holds: descriptions of backups, and each content once, under its sha256. A backup that
 * shares a file with the one before costs nothing for it.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { type Backup, BackupError, type KeptFile, parseBackup } from "./backup.ts";
import type { Store } from "./store.ts";

const BACKUPS = "backups";
const CONTENTS = "contents";

/**
 * Keeps a file's contents.
 *
 * @param store Where.
 * @param path Path that the backup knows it by.
 * @param open Opens the file; it is read twice, to name it and to copy it.
 * @param there Contents that the store holds already, with their sizes; the new one is added.
 * @returns What the backup says of it.
 * @throws {BackupError} If it changed meanwhile.
 */
export async function keepFile(
  store: Store,
  { path, open, there }: {
    path: string;
    open: () => Promise<ReadableStream<Uint8Array>>;
    there: Map<string, number>;
  },
): Promise<KeptFile> {
  const { sha256, sizeBytes } = await digest(await open());
  if (there.get(sha256) !== sizeBytes) {
    const meter = new Meter();
    await store.write(`${CONTENTS}/${sha256}`, (await open()).pipeThrough(meter.stream));
    if (meter.sha256() !== sha256) {
      await store.remove(`${CONTENTS}/${sha256}`);
      throw new BackupError(`Cannot keep "${path}" as it must stay as it is meanwhile: it changed`);
    }
    there.set(sha256, sizeBytes);
  }
  return { path, sha256, sizeBytes };
}

/**
 * Lists contents.
 *
 * @param store Where.
 * @returns Their sha256 with their sizes in bytes.
 */
export async function keptContents(store: Store): Promise<Map<string, number>> {
  return new Map(await store.list(CONTENTS));
}

/**
 * Gives a file's contents back, and holds every byte to its sha256.
 *
 * @param store Where.
 * @param file What the backup says of it.
 * @param take Takes the bytes; what it made of them is not to be used if this throws.
 * @throws {BackupError} If they are other bytes than those that were kept.
 */
export async function giveBack(
  store: Store,
  file: KeptFile,
  take: (content: ReadableStream<Uint8Array>) => Promise<void>,
): Promise<void> {
  const meter = new Meter();
  await take((await store.read(`${CONTENTS}/${file.sha256}`)).pipeThrough(meter.stream));
  if (meter.sha256() === file.sha256) return;
  throw new BackupError(
    `Cannot restore "${file.path}" as its bytes must be those that were kept: the store's copy is damaged; take another backup`,
  );
}

/**
 * Writes a backup's description, with which it begins to exist.
 *
 * @param store Where.
 * @param backup The description; its contents are in the store.
 */
export async function describe(store: Store, backup: Backup): Promise<void> {
  const text = `${JSON.stringify(backup, null, 1)}\n`;
  await store.write(`${BACKUPS}/${backup.id}.json`, new Blob([text]).stream());
}

/**
 * Lists backups.
 *
 * @param store Where.
 * @returns Their names, the oldest first.
 */
export async function listBackups(store: Store): Promise<string[]> {
  const names = [...(await store.list(BACKUPS)).keys()];
  return names.filter((name) => name.endsWith(".json")).map((name) => name.slice(0, -5)).toSorted();
}

/**
 * Reads a backup's description.
 *
 * @param store Where.
 * @param id Its name.
 * @returns The description.
 * @throws {BackupError} If there is none, or it cannot be understood.
 */
export async function readBackup(store: Store, id: string): Promise<Backup> {
  const name = `${BACKUPS}/${id}.json`;
  return parseBackup(await new Response(await store.read(name)).text(), name);
}

/**
 * Removes backups, and the contents that no other backup refers to.
 *
 * @param store Where.
 * @param options `kept` names the backups that stay, `needed` the contents that something else refers to.
 * @returns Names of those that went, and how many bytes that freed.
 */
export async function removeOthers(
  store: Store,
  { kept, needed: others }: { kept: ReadonlySet<string>; needed: ReadonlySet<string> },
): Promise<{ removed: readonly string[]; freedBytes: number }> {
  const all = await listBackups(store);
  const removed = all.filter((id) => !kept.has(id));
  const needed = new Set(others);
  for (const id of all) {
    if (!kept.has(id)) continue;
    const { dumps, artifacts } = await readBackup(store, id);
    for (const { sha256 } of [...dumps, ...artifacts]) needed.add(sha256);
  }
  // The description first: one that stood without its contents would promise what is not there.
  for (const id of removed) await store.remove(`${BACKUPS}/${id}.json`);
  let freedBytes = 0;
  for (const [sha256, sizeBytes] of await keptContents(store)) {
    if (needed.has(sha256)) continue;
    await store.remove(`${CONTENTS}/${sha256}`);
    freedBytes += sizeBytes;
  }
  return { removed, freedBytes };
}

/** Names what flows through it. */
class Meter {
  readonly #hash = createHash("sha256");
  #sizeBytes = 0;
  readonly stream = new TransformStream<Uint8Array, Uint8Array>({
    transform: (chunk, controller) => {
      this.#hash.update(chunk);
      this.#sizeBytes += chunk.length;
      controller.enqueue(chunk);
    },
  });

  sha256(): string {
    return this.#hash.copy().digest("hex");
  }

  get sizeBytes(): number {
    return this.#sizeBytes;
  }
}

/**
 * Names bytes.
 *
 * @param content The bytes.
 * @returns Their sha256 in lower-case hexadecimal digits, and how many they are.
 */
export async function digest(
  content: ReadableStream<Uint8Array>,
): Promise<{ sha256: string; sizeBytes: number }> {
  const meter = new Meter();
  for await (const _ of content.pipeThrough(meter.stream));
  return { sha256: meter.sha256(), sizeBytes: meter.sizeBytes };
}
