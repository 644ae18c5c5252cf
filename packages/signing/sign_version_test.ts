import { deepEqual, equal, rejects } from "node:assert/strict";
import {
  makeKeyPair,
  openEnvelope,
  parsePrivateKey,
  parsePublicKeys,
  sealEnvelope,
  SignatureError,
  signVersion,
  verifyVersion,
} from "./mod.ts";

const files = [
  { path: "model.onnx", sizeBytes: 12, sha256: "ab".repeat(32) },
  { path: "MLmodel", sizeBytes: 7, sha256: "cd".repeat(32) },
];
const version = { name: "houses", runId: "0f".repeat(16), files, about: { flavors: ["onnx"] } };
const digests = new Map(files.map(({ path, sha256 }) => [path, sha256]));
const wanted = { name: version.name, runId: version.runId, digests };

async function newKeys() {
  const pair = await makeKeyPair();
  return {
    pair,
    privateKey: await parsePrivateKey(pair.privateKey),
    publicKeys: await parsePublicKeys(pair.publicKey),
  };
}

Deno.test("verifyVersion() tells what was signed, and by which of several keys", async () => {
  const [old, current] = [await newKeys(), await newKeys()];
  const envelope = await signVersion(version, current.privateKey);

  const keys = await parsePublicKeys(`${old.pair.publicKey}${current.pair.publicKey}`);
  const found = await verifyVersion(envelope, wanted, keys);

  equal(found.keyId, current.privateKey.id);
  deepEqual(found.files.map(({ path }) => path), ["MLmodel", "model.onnx"]);
  deepEqual(found.about, { flavors: ["onnx"] });
});

Deno.test("verifyVersion() takes a part of the files, as not each is used", async () => {
  const { privateKey, publicKeys } = await newKeys();
  const envelope = await signVersion(version, privateKey);

  const one = { ...wanted, digests: new Map([["MLmodel", "cd".repeat(32)]]) };

  equal((await verifyVersion(envelope, one, publicKeys)).files.length, 2);
});

const changes: Record<string, [Partial<typeof wanted>, RegExp]> = {
  "another file's bytes": [
    { digests: new Map([["MLmodel", "00".repeat(32)]]) },
    /^"MLmodel" must have the SHA-256 that was signed, cdcd/,
  ],
  "a file that was added": [
    { digests: new Map([...digests, ["weights.bin", "00".repeat(32)]]) },
    /^its signature must cover "weights.bin": does not$/,
  ],
  "another model": [{ name: "boats" }, /^its signature must be for "boats": is for "houses"$/],
  "another run": [{ runId: "" }, /^its signature must be for run "": is for "0f0f/],
};

for (const [what, [change, message]] of Object.entries(changes)) {
  Deno.test(`verifyVersion() refuses ${what}`, async () => {
    const { privateKey, publicKeys } = await newKeys();
    const envelope = await signVersion(version, privateKey);

    await rejects(verifyVersion(envelope, { ...wanted, ...change }, publicKeys), (error) => {
      return error instanceof SignatureError && error.reason === "other" &&
        message.test(error.message);
    });
  });
}

Deno.test("verifyVersion() refuses what another key signed", async () => {
  const [stranger, trusted] = [await newKeys(), await newKeys()];
  const envelope = await signVersion(version, stranger.privateKey);

  await rejects(verifyVersion(envelope, wanted, trusted.publicKeys), { reason: "untrusted" });
});

Deno.test("openEnvelope() refuses an envelope of which any byte of content was changed", async () => {
  const { privateKey, publicKeys } = await newKeys();
  const text = new TextDecoder().decode(await signVersion(version, privateKey));
  const envelope = JSON.parse(text);

  for (const at of [0, 40, envelope.payload.length - 8]) {
    const letters = [...envelope.payload];
    letters[at] = letters[at] === "A" ? "B" : "A";
    const changed = { ...envelope, payload: letters.join("") };
    await rejects(openEnvelope(toBytes(changed), publicKeys), { reason: "untrusted" });
  }
  const other = { ...envelope, payloadType: "application/json" };
  await rejects(openEnvelope(toBytes(other), publicKeys), { reason: "untrusted" });
});

Deno.test("openEnvelope() refuses what is no envelope", async () => {
  const { publicKeys } = await newKeys();
  const wrong = [
    null,
    [],
    {},
    { payloadType: "x", payload: "?", signatures: [] },
    { payloadType: "x", payload: "", signatures: {} },
    { payloadType: "x", payload: "", signatures: [null] },
    { payloadType: "x", payload: "", signatures: new Array(17).fill({ sig: "" }) },
  ];
  for (const value of wrong) {
    await rejects(openEnvelope(toBytes(value), publicKeys), { reason: "damaged" });
  }
});

Deno.test("verifyVersion() refuses a signed statement of another kind", async () => {
  const { privateKey, publicKeys } = await newKeys();
  const payload = new TextEncoder().encode('{"predicateType":"https://slsa.dev/provenance/v1"}');
  const payloadType = "application/vnd.in-toto+json";
  const envelope = await sealEnvelope({ payloadType, payload }, privateKey);

  await rejects(verifyVersion(envelope, wanted, publicKeys), { reason: "damaged" });
});

function toBytes(value: unknown): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(JSON.stringify(value));
}
