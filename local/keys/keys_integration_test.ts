import { deepEqual, equal, match } from "node:assert/strict";
import { Authenticator, makeKey, parseKeys } from "@mlops/rights";
import { TestedPostgres } from "@mlops/testing/tested_postgres";
import { recordKey } from "./record_key.ts";

const MAIN = new URL("./main.ts", import.meta.url).pathname;

Deno.test("deno task keys makes, lists and revokes keys, and shows each once", async () => {
  const folder = await Deno.makeTempDir({ prefix: "keys-" });
  const file = `${folder}/keys.json`;
  const run = async (...args: string[]) => {
    const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: [
        "run",
        "--no-prompt",
        `--allow-read=${folder}`,
        `--allow-write=${folder}`,
        "--allow-env=INIT_CWD,API_KEYS_FILE,DATABASE_URL",
        MAIN,
        ...args,
      ],
      env: { INIT_CWD: folder, API_KEYS_FILE: "", DATABASE_URL: "" },
      stdin: "null",
    }).output();
    const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
    return { code, out: text(stdout), err: text(stderr) };
  };
  const ofFile = ["--file", "keys.json"];
  const made = await run("make", "shop", "--rights", "predict,read", "--expires=90d", ...ofFile);
  equal(made.code, 0, made.err);
  match(made.out, /^mlops_[\w-]{43}\n$/);
  equal((await run("make", "page", "--rights=read", "--speaks-for-others", ...ofFile)).code, 0);
  const nowhere = await run("make", "lost", "--rights=read", "--file", "none/keys.json");
  deepEqual([nowhere.code, nowhere.out, nowhere.err], [
    1,
    "",
    `Cannot write ${folder}/none/keys.json as its folder must exist: it does not\n`,
  ]);
  match((await run("list", "--file", ".")).err, /^Cannot read the file of keys: Is a directory/);
  const text = await Deno.readTextFile(file);
  equal(text.includes(made.out.trim().slice(6)), false);
  equal((await Deno.stat(file)).mode! & 0o777, 0o600);
  const authenticator = () =>
    new Authenticator({ keys: parseKeys(text), tokens: null, now: Date.now });
  const { name, rights } = await authenticator().identify(`Bearer ${made.out.trim()}`);
  deepEqual([name, [...rights]], ["shop", ["predict", "read"]]);

  const again = await run("make", "shop", "--rights=read", ...ofFile);
  deepEqual([again.code, again.out], [2, ""]);
  match(again.err, /there is a key "shop" already/);
  equal((await run("revoke", "shop", ...ofFile)).code, 0);
  match((await run("revoke", "shop", ...ofFile)).err, /was revoked on/);
  match(
    (await run("list", ...ofFile)).out,
    /^shop {2}revoked \S+ {2}predict,read {2}made .*\npage /,
  );
  match((await run("list")).err, /api-keys.json is not there/);
  match((await run("make", "x", "--rights", "write")).err, /--rights must be some of predict,/);
  match((await run("make", "x", "--rights=read", "--expires=soon")).err, /--expires must be/);
  await Deno.writeTextFile(file, "{}");
  match((await run("list", ...ofFile)).err, /is no file of keys: it must be \{"keys"/);
  deepEqual((await Array.fromAsync(Deno.readDir(folder))).map((entry) => entry.name), [
    "keys.json",
  ]);
  await Deno.remove(folder, { recursive: true });
});

Deno.test("recordKey() notes who made and revoked a key, in the form of whoever sees it", async () => {
  await using database = await TestedPostgres.start();
  const env = (name: string) =>
    ({ DATABASE_URL: database.url.href, USER: "nora" } as Record<string, string>)[name];
  const { entry } = await makeKey({ name: "shop", rights: ["predict"] }, 0);
  equal(await recordKey(entry, env), null);
  const revoked = "2026-11-30T00:00:00.000Z";
  equal(await recordKey({ ...entry, revoked }, env), null);
  const rows = await database.query(
    "select who, action, subject, origin, detail->>'state' as state from audit order by id",
  );
  const common = { who: "user:nora", subject: "key:shop", origin: "deno task keys" };
  deepEqual(rows.map((row) => ({ ...row as object })), [
    { ...common, action: "key_made", state: entry.created },
    { ...common, action: "key_revoked", state: revoked },
  ]);
  equal(await recordKey(entry, () => undefined), null);
  match(
    await recordKey(entry, (name) => name === "DATABASE_URL" ? "http://x" : undefined) ?? "",
    /^The audit does not have it: DATABASE_URL must/,
  );
});
