/**
 * What a store holds: descriptions of backups, and each content once, under its sha256. A backup that
 * shares a file with the one before costs nothing for it.
 *
 * @module
 */
import { createHash } from "node:crypto";
import {
  type Backup,
  BackupError,
  type KeptFile,
  parseBackup,
  UnsteadyFileError,
} from "./backup.ts";
import type { Store } from "./store.ts";

const BACKUPS = "backups";
const CONTENTS = "contents";

/**
 * Keeps a file's contents.
 *
 * @param store Where.
 * @param from Where the file is; it is read twice, to name it and to copy it.
 * @param path Its path there, by which the backup knows it.
 * @param there Contents that the store holds already, with their sizes; the new one is added.
 * @returns What the backup says of it.
 * @throws {UnsteadyFileError} If it changed meanwhile.
 */
export async function keepFile(
  store: Store,
  { from, path, there }: { from: Store; path: string; there: Map<string, number> },
): Promise<KeptFile> {
  const { sha256, sizeBytes } = await digest(await from.read(path));
  if (there.get(sha256) !== sizeBytes) {
    const fault = () =>
      new UnsteadyFileError(`Cannot keep "${path}" as it must stay as it is meanwhile: it changed`);
    await store.write(`${CONTENTS}/${sha256}`, held(await from.read(path), sha256, fault));
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
  const files = await store.list(CONTENTS);
  return new Map([...files].map(([sha256, { sizeBytes }]) => [sha256, sizeBytes]));
}

/**
 * Gives a file's contents back, and holds every byte to its sha256.
 *
 * @param store Where.
 * @param file What the backup says of it.
 * @returns Its bytes, which end in a {@linkcode BackupError} if they are others than those that were kept.
 */
export async function giveBack(
  store: Store,
  { path, sha256 }: KeptFile,
): Promise<ReadableStream<Uint8Array>> {
  const fault = () =>
    new BackupError(
      `Cannot restore "${path}" as its bytes must be those that were kept: the store's copy is damaged; take another backup`,
    );
  return held(await store.read(`${CONTENTS}/${sha256}`), sha256, fault);
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

/** Lets bytes through, and ends in an error if they were others than their name says. */
function held(
  content: ReadableStream<Uint8Array>,
  sha256: string,
  fault: () => BackupError,
): ReadableStream<Uint8Array> {
  const hash = createHash("sha256");
  return content.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        hash.update(chunk);
        controller.enqueue(chunk);
      },
      flush() {
        if (hash.digest("hex") !== sha256) throw fault();
      },
    }),
  );
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
  const hash = createHash("sha256");
  let sizeBytes = 0;
  for await (const chunk of content) {
    hash.update(chunk);
    sizeBytes += chunk.length;
  }
  return { sha256: hash.digest("hex"), sizeBytes };
}
