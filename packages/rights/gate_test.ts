import { deepEqual, equal, match, rejects, throws } from "node:assert/strict";
import { makeKey } from "./api_key.ts";
import { Authenticator } from "./authenticator.ts";
import { AccessRefused, Gate, type RefusalNote } from "./gate.ts";
import type { KeyEntry } from "./key_file.ts";

const NOWHERE = { address: "" };

async function gateOf(entry: Partial<KeyEntry> = {}) {
  const { key, entry: made } = await makeKey({ name: "page", rights: ["read"] }, 0);
  const keys = [{ ...made, ...entry }];
  const notes: RefusalNote[] = [];
  const authenticator = new Authenticator({ keys, tokens: null, now: Date.now });
  const gate = new Gate({
    authenticator,
    challenge: 'Bearer realm="x"',
    report: (note) => notes.push(note),
    now: () => 0,
  });
  const admit = async (
    headers: Record<string, string>,
    rights: ("read" | "promote")[] = ["read"],
  ) =>
    await gate.admit(new Request("http://x/models?key=secret", { headers }), rights, {
      address: "192.0.2.1",
    });
  return { key, admit, notes, authenticator, keys };
}

Deno.test("Gate lets in at once whom it knows already", async () => {
  const { key, authenticator } = await gateOf();
  const gate = new Gate({ authenticator, challenge: "Bearer", report: () => {}, now: () => 0 });
  const request = new Request("http://x/", { headers: { authorization: `Bearer ${key}` } });
  equal(gate.admit(request, ["read"], NOWHERE) instanceof Promise, true);
  await gate.admit(request, ["read"], NOWHERE);
  const known = gate.admit(request, ["read"], NOWHERE);
  equal(known instanceof Promise, false);
  throws(() => gate.admit(request, ["promote"], NOWHERE), { status: 403 });
  throws(() => gate.admit(new Request("http://x/"), ["read"], NOWHERE), { status: 401 });
});

Deno.test("Gate looks at no address and at no clock where it knows a key without an end", async () => {
  const { key, keys } = await gateOf();
  let looks = 0;
  const gate = new Gate({
    authenticator: new Authenticator({ keys, tokens: null, now: () => ++looks }),
    challenge: "Bearer",
    report: () => {},
    now: () => ++looks,
  });
  const request = new Request("http://x/", { headers: { authorization: `Bearer ${key}` } });
  const client = {
    get address() {
      return `192.0.2.${++looks}`;
    },
  };
  await gate.admit(request, ["read"], client);
  const before = looks;
  equal((gate.admit(request, ["read"], client) as { name: string }).name, "page");
  deepEqual([before > 0, looks], [true, before]);
});

Deno.test("Gate says who was refused, and neither key nor query", async () => {
  const { key, admit, notes } = await gateOf({ revoked: "2026-01-01T00:00:00Z" });
  await rejects(admit({ authorization: `Bearer ${key}` }), (error) => {
    equal(error instanceof AccessRefused, true);
    const { status, headers, identity } = error as AccessRefused;
    equal(status, 401);
    deepEqual(headers, { "www-authenticate": 'Bearer realm="x", error="invalid_token"' });
    deepEqual([identity?.name, identity?.rights.size], ["page", 0]);
    return true;
  });
  deepEqual(notes, [
    { who: "key:page", reason: "The API key was revoked", method: "GET", path: "/models" },
  ]);
});

Deno.test("a program that goes on asking for what it may not does not fill the log", async () => {
  const { key, admit, notes } = await gateOf();
  for (let i = 0; i < 30; i++) {
    await rejects(admit({ authorization: `Bearer ${key}` }, ["promote"]), { status: 403 });
  }
  equal(notes.length, 10);
  match(notes[0]!.reason, /lacks the right promote/);
});

Deno.test("a key that may speak for others does, with no more rights than its own", async () => {
  const { key, admit } = await gateOf({ speaksForOthers: true });
  const headers = { authorization: `Bearer ${key}`, "x-on-behalf-of": "Zo%C3%A9%20M." };
  const { name, via, by, rights } = await admit(headers);
  deepEqual([name, via, by, [...rights]], ["Zoé M.", "page", "key", ["read"]]);
  await rejects(admit(headers, ["promote"]), { status: 403 });
  for (const name of ["", "%", "a%0Ab", "x".repeat(129)]) {
    await rejects(admit({ ...headers, "x-on-behalf-of": name }), { status: 400 });
  }
  equal((await admit({ authorization: `Bearer ${key}` })).name, "page");
});

Deno.test("from any other key that header means nothing", async () => {
  const { key, admit } = await gateOf();
  const headers = { authorization: `Bearer ${key}`, "x-on-behalf-of": "admin" };
  const { name, via } = await admit(headers);
  deepEqual([name, via], ["page", undefined]);
});

Deno.test("Gate takes no other form of credentials", async () => {
  const { key, admit } = await gateOf();
  for (
    const authorization of [
      key,
      `Token ${key}`,
      `Bearer ${key} x`,
      `Bearer ${key}=`,
      `Bearer ${key.slice(0, -1)}`,
      `Basic ${btoa(key)}`,
      `Basic ${btoa("page:")}`,
      "Basic !",
      `Bearer ${"x".repeat(20_000)}`,
    ]
  ) await rejects(admit({ authorization }), /refused|429|not known|must be|neither|credentials/i);
  equal((await admit({ authorization: `bearer  ${key}` })).name, "page");
  equal((await admit({ authorization: `Basic ${btoa(`any:${key}`)}` })).name, "page");
});
