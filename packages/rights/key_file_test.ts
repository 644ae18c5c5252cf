import { deepEqual, equal, match, throws } from "node:assert/strict";
import { isKey, makeKey } from "./api_key.ts";
import { formatKeys, KeyFileError, parseKeys } from "./key_file.ts";

const HASH = "9f".repeat(32);
const KEY = { name: "a", sha256: HASH, rights: ["read"], created: "2026-11-30T08:00:00Z" };

function faultOf(keys: unknown): string {
  try {
    parseKeys(typeof keys === "string" ? keys : JSON.stringify({ keys }));
  } catch (error) {
    if (error instanceof KeyFileError) return error.message;
    throw error;
  }
  return "";
}

Deno.test("makeKey() makes keys that the file holds as hashes alone", async () => {
  const about = { name: "shop", rights: ["predict", "read"] } as const;
  const { key, entry } = await makeKey(about, 0);
  equal(isKey(key), true);
  match(key, /^mlops_[\w-]{43}$/);
  const text = formatKeys([entry]);
  equal(text.includes(key.slice(6)), false);
  deepEqual(parseKeys(text), [entry]);
  equal(entry.created, "1970-01-01T00:00:00.000Z");
  equal((await makeKey(about, 0)).key === key, false);
});

Deno.test("parseKeys() tells every fault with its place", () => {
  equal(faultOf("{"), "it is no JSON");
  equal(faultOf("[]"), 'it must be {"keys": [...]}');
  equal(faultOf([KEY]), "");
  const faults = faultOf([KEY, { ...KEY, rights: ["write"], expires: "soon" }, 7]);
  equal(
    faults,
    "keys[1].rights must be a list of predict, feedback, read, promote; " +
      "keys[1].expires must be a time; keys[2] must be an object",
  );
});

Deno.test("parseKeys() refuses what could be misread", () => {
  for (
    const [change, fault] of [
      [{ expire: "2026-11-30T08:00:00Z" }, /not known: expire/],
      [{ expires: "2026-11-30" }, /expires must be a time/],
      [{ expires: "2026-99-30T08:00:00Z" }, /expires must be a time/],
      [{ revoked: null }, /revoked must be a time/],
      [{ name: "a b" }, /name must be/],
      [{ name: "" }, /name must be/],
      [{ sha256: HASH.toUpperCase() }, /sha256 must be/],
      [{ rights: "read" }, /rights must be/],
      [{ speaksForOthers: "yes" }, /speaksForOthers must be/],
    ] as const
  ) match(faultOf([{ ...KEY, ...change }]), fault);
});

Deno.test("parseKeys() refuses a name or a key twice", () => {
  equal(
    faultOf([KEY, { ...KEY, name: "b" }, { ...KEY, sha256: "00".repeat(32) }]),
    "keys[2].name is that of another key; keys[1].sha256 is that of another key",
  );
  throws(() => parseKeys(""), KeyFileError);
});
