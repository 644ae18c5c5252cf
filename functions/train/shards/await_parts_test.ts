import { ESTIMATORS, growTrees, tableOfColumns, type Target } from "@mlops/forest";
import { deepEqual, equal, rejects } from "node:assert/strict";
import { awaitParts } from "./await_parts.ts";
import { growPart, PartGrown } from "./grow_part.ts";
import type { PartStore } from "./part_store.ts";

const PARAMS = { ...ESTIMATORS.RandomForestRegressor, nEstimators: 5, randomState: 8 };
const TARGET: Target = { kind: "numbers", numbers: Float64Array.of(1.5, 2, 4, 8.25, 3, 7) };
const COLUMN = Float32Array.of(3, 1, 4, 1, 5, 9);
const quiet = { onTree: () => {}, signal: new AbortController().signal };

function rowsOf(column: Float32Array) {
  return { nRows: 6, layOut: () => tableOfColumns([column], TARGET) };
}

/** A store in memory that counts what is written. */
function memoryStore() {
  const files = new Map<number, Uint8Array<ArrayBuffer>>();
  const written: number[] = [];
  const reasons = new Map<number, string[]>();
  const store: PartStore = {
    noteFailure(part, reason) {
      reasons.set(part, [...reasons.get(part) ?? [], reason]);
      return Promise.resolve();
    },
    failures: () => Promise.resolve(new Map([...reasons].map(([part, all]) => [part, all.length]))),
    reason: (part, attempt) => Promise.resolve(reasons.get(part)?.[attempt - 1] ?? ""),
    list: () => Promise.resolve([...files.keys()]),
    read: (part) => Promise.resolve(files.get(part) ?? null),
    write(part, file) {
      written.push(part);
      files.set(part, file);
      return Promise.resolve();
    },
  };
  return { store, files, written };
}

async function grow(store: PartStore, part: number, column = COLUMN): Promise<boolean> {
  const grown = growPart({ part, nParts: 2, store, workers: 1 })(rowsOf(column), PARAMS, quiet);
  const error = await grown.then(() => null, (error: unknown) => error);
  if (error instanceof PartGrown) return !error.wasThere;
  throw error;
}

Deno.test("awaitParts() waits for every part, and gives the trees of one machine", async () => {
  const { store, written } = memoryStore();
  const told: number[] = [];
  const merged = awaitParts(2, store, 1)(rowsOf(COLUMN), PARAMS, {
    ...quiet,
    onTree: (nDone, nTotal) => told.push(nDone, nTotal),
  });
  equal(await grow(store, 1), true);
  equal(await grow(store, 0), true);
  deepEqual((await merged).trees, growTrees(rowsOf(COLUMN).layOut(), PARAMS));
  deepEqual(told, [1, 5, 2, 5, 3, 5, 4, 5, 5, 5]);
  deepEqual(written, [1, 0]);
});

Deno.test("growPart() grows nothing anew that is there and whole, and all that is not", async () => {
  const { store, files, written } = memoryStore();
  equal(await grow(store, 0), true);
  equal(await grow(store, 0), false);
  const whole = files.get(0)!;
  files.set(0, whole.slice(0, 200));
  equal(await grow(store, 0), true);
  deepEqual(files.get(0), whole);
  equal(await grow(store, 0, COLUMN.with(0, 2)), true);
  deepEqual(written, [0, 0, 0]);
});

Deno.test("awaitParts() refuses a part that was grown from another table, and stops when told to", async () => {
  const { store } = memoryStore();
  await grow(store, 0);
  const stop = new AbortController();
  const onTree = (nDone: number) => {
    if (nDone === 3) stop.abort(new Error("told to stop"));
  };
  const waiting = awaitParts(2, store, 1)(rowsOf(COLUMN), PARAMS, { onTree, signal: stop.signal });
  await rejects(waiting, /told to stop|aborted/);
  await grow(store, 1, COLUMN.with(0, 2));
  await rejects(awaitParts(2, store, 1)(rowsOf(COLUMN), PARAMS, quiet), /from the same table/);
});

Deno.test("awaitParts() gives up once every try of a part has failed, and says why the last one did", async () => {
  const { store } = memoryStore();
  const full = { ...store, write: () => Promise.reject(new Error("the disk is full")) };
  const merged = awaitParts(2, store, 1)(rowsOf(COLUMN), PARAMS, quiet);
  equal(await grow(store, 0), true);
  for (let attempt = 1; attempt <= 5; attempt++) {
    await rejects(grow(full, 1), /the disk is full/);
  }
  await rejects(merged, {
    message: "Cannot merge the parts of a forest as each must be grown: part 1 failed 5 times, " +
      'at last by "the disk is full"',
  });
});

Deno.test("awaitParts() takes a part whose first tries failed", async () => {
  const { store } = memoryStore();
  const merged = awaitParts(2, store, 1)(rowsOf(COLUMN), PARAMS, quiet);
  for (let attempt = 1; attempt <= 4; attempt++) await store.noteFailure(1, "once more");
  equal(await grow(store, 0), true);
  equal(await grow(store, 1), true);
  equal((await merged).trees.length, 5);
});
