import { deepEqual, equal, throws } from "node:assert/strict";
import { kindOf, listFiles, listFolders, readTextOrNull, StoreFolder } from "./store_folder.ts";

/** A folder of the test's own, removed at the end. */
function temporaryStore(): { root: string; store: StoreFolder } & Disposable {
  const root = Deno.makeTempDirSync({ prefix: "store-" });
  return {
    root,
    store: new StoreFolder(root),
    [Symbol.dispose]: () => Deno.removeSync(root, { recursive: true }),
  };
}

Deno.test("StoreFolder writes, appends, makes and removes whole things", () => {
  using folder = temporaryStore();
  const { store } = folder;
  store.write(`${store.mlruns}/a/b`, "1");
  store.write(`${store.mlruns}/a/b`, "2");
  equal(readTextOrNull(`${store.mlruns}/a/b`), "2");
  store.append(`${store.mlruns}/a/c/log`, "x\n");
  store.append(`${store.mlruns}/a/c/log`, "y\n");
  equal(readTextOrNull(`${store.mlruns}/a/c/log`), "x\ny\n");
  store.create(`${store.mlruns}/d`, { folders: ["empty"], files: { "m": "1", "t/u/v": "2" } });
  deepEqual(listFiles(`${store.mlruns}/d`), ["m", "t/u/v"]);
  deepEqual(listFolders(`${store.mlruns}/d`), ["empty", "t"]);
  store.remove(`${store.mlruns}/d`);
  store.remove(`${store.mlruns}/d`);
  equal(kindOf(`${store.mlruns}/d`), "nothing");
  deepEqual([...Deno.readDirSync(`${folder.root}/.staging`)], []);
});

Deno.test("StoreFolder removes what a killed process left half-written", () => {
  using folder = temporaryStore();
  Deno.writeTextFileSync(`${folder.root}/.staging/half`, "hal");
  new StoreFolder(folder.root);
  equal(kindOf(`${folder.root}/.staging/half`), "nothing");
});

Deno.test("inside() refuses names that would leave the folder, and links", () => {
  using folder = temporaryStore();
  const { store } = folder;
  equal(store.inside(store.mlruns, "a", "b c"), `${store.mlruns}/a/b c`);
  for (const name of ["", ".", "..", "a/b", "/etc", "a\\b", "a\0", "\n"]) {
    throws(() => store.inside(store.mlruns, name), { code: "INVALID_PARAMETER_VALUE" });
  }
  Deno.symlinkSync("/etc", `${store.mlruns}/link`);
  throws(() => store.inside(store.mlruns, "link"), { code: "INVALID_PARAMETER_VALUE" });
  throws(() => store.inside(store.mlruns, "link", "passwd"), { code: "INVALID_PARAMETER_VALUE" });
  deepEqual(listFolders(store.mlruns), [".trash", "models"]);
});

Deno.test("a name that is too long, or in the way of another, is refused", () => {
  using folder = temporaryStore();
  const { store } = folder;
  store.write(`${store.mlruns}/file`, "1");
  const wrong = [`${store.mlruns}/${"x".repeat(300)}`, `${store.mlruns}/file/below`, store.mlruns];
  for (const path of wrong) {
    throws(() => store.write(path, "2"), { code: "INVALID_PARAMETER_VALUE" }, path);
  }
  deepEqual([...Deno.readDirSync(`${folder.root}/.staging`)], []);
});
