import { deepEqual, equal, match } from "node:assert/strict";
import { Authenticator, parseKeys } from "@mlops/rights";

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
        "--allow-env=INIT_CWD,API_KEYS_FILE",
        MAIN,
        ...args,
      ],
      env: { INIT_CWD: folder, API_KEYS_FILE: "" },
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
