import { equal, notEqual, rejects } from "node:assert/strict";
import { makeKeyPair, parsePrivateKey, parsePublicKeys, signVersion } from "./mod.ts";

Deno.test("both halves of a pair have one id, and another pair has another", async () => {
  const [one, other] = [await makeKeyPair(), await makeKeyPair()];
  const [publicKey] = await parsePublicKeys(one.publicKey);

  equal((await parsePrivateKey(one.privateKey)).id, publicKey!.id);
  notEqual((await parsePrivateKey(other.privateKey)).id, publicKey!.id);
});

Deno.test("keys are read as PEM or as the base64 in it, several between commas", async () => {
  const pair = await makeKeyPair();
  const bare = (pem: string) => pem.split("\n").slice(1, -2).join("");

  const [one, two] = await parsePublicKeys(`${bare(pair.publicKey)}, ${bare(pair.publicKey)}`);

  equal(one!.id, two!.id);
  equal((await parsePrivateKey(bare(pair.privateKey))).id, one!.id);
});

Deno.test("what is no key is refused without being shown", async () => {
  const { privateKey, publicKey } = await makeKeyPair();
  await rejects(parsePrivateKey("s3cret"), (error) => {
    return error instanceof SyntaxError && !error.message.includes("s3cret");
  });
  await rejects(parsePrivateKey(publicKey), SyntaxError);
  await rejects(parsePublicKeys(privateKey.split("\n")[1]!), SyntaxError);
  await rejects(parsePublicKeys(" "), /is empty/);
});

Deno.test("OpenSSL makes keys that are read, and finds signatures good", async () => {
  const folder = await Deno.makeTempDir();
  try {
    await openssl(`genpkey -algorithm ed25519 -out ${folder}/private.pem`);
    await openssl(`pkey -in ${folder}/private.pem -pubout -out ${folder}/public.pem`);
    const key = await parsePrivateKey(await Deno.readTextFile(`${folder}/private.pem`));
    const [publicKey] = await parsePublicKeys(await Deno.readTextFile(`${folder}/public.pem`));
    equal(key.id, publicKey!.id);

    const envelope = await signVersion({ name: "a", runId: "", files: [], about: {} }, key);
    const { payloadType, payload, signatures } = JSON.parse(new TextDecoder().decode(envelope));
    const text = new TextDecoder().decode(Uint8Array.fromBase64(payload));
    const signed = `DSSEv1 ${payloadType.length} ${payloadType} ${text.length} ${text}`;
    await Deno.writeTextFile(`${folder}/signed`, signed);
    await Deno.writeFile(`${folder}/signature`, Uint8Array.fromBase64(signatures[0].sig));
    const what = `-rawin -in ${folder}/signed -sigfile ${folder}/signature`;
    await openssl(`pkeyutl -verify -pubin -inkey ${folder}/public.pem ${what}`);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

async function openssl(command: string): Promise<void> {
  const args = command.split(" ");
  const { success, stderr } = await new Deno.Command("openssl", { args }).output();
  equal(success, true, new TextDecoder().decode(stderr));
}
