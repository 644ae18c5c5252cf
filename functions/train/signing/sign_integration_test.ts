import { locateModel, MlflowClient } from "@mlops/mlflow";
import { parsePublicKeys, SIGNATURE_FILE, verifyVersion } from "@mlops/signing";
import { equal, match } from "node:assert/strict";
import { referenceTest } from "../../../testing/reference.ts";
import { startReferenceRegistry, startRegistry } from "../../../testing/registries.ts";
import { runTraining } from "../../../testing/training_process.ts";

const MODEL = "models:/diabetes-model@champion";

/** Runs the command as `deno task sign` does. */
async function sign(trackingUri: string, args: readonly string[], cwd: string) {
  const { code, stdout, stderr } = await new Deno.Command("deno", {
    args: ["task", "--quiet", "sign", ...args],
    env: { "MLFLOW_TRACKING_URI": trackingUri, "INIT_CWD": cwd, "NO_COLOR": "1" },
    stdin: "null",
  }).output();
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}

async function makeKey(folder: string) {
  const { code, stdout } = await sign("http://127.0.0.1:1", ["--new-key", "trainer.pem"], folder);
  equal(code, 0);
  match(stdout, /^key [0-9a-f]{12}: .*trainer\.pem signs \(keep it secret\)/);
  equal((await Deno.stat(`${folder}/trainer.pem`)).mode! & 0o777, 0o600);
  return {
    privateKey: await Deno.readTextFile(`${folder}/trainer.pem`),
    publicKeys: await parsePublicKeys(await Deno.readTextFile(`${folder}/trainer.pem.pub`)),
  };
}

/** Reads the signature of the champion, and holds every other file of it to that. */
async function verifyChampion(url: string, keys: Awaited<ReturnType<typeof parsePublicKeys>>) {
  const client = new MlflowClient({ trackingUri: new URL(url) });
  const location = await locateModel(client, {
    kind: "alias",
    name: "diabetes-model",
    alias: "champion",
  });
  const { artifactUri, version } = location!;
  const { bytes } = await client.artifacts.downloadArtifact(artifactUri, SIGNATURE_FILE);
  const { bytes: mlModel, sha256 } = await client.artifacts.downloadArtifact(
    artifactUri,
    "MLmodel",
  );
  equal(mlModel.length > 0, true);
  const digests = new Map([["MLmodel", sha256]]);
  return await verifyVersion(bytes, { name: version!.name, runId: version!.runId, digests }, keys);
}

referenceTest(
  "a version that Python logged to the real MLflow is shown, then signed",
  ["python"],
  async () => {
    await using mlflow = await startReferenceRegistry();
    const folder = await Deno.makeTempDir();
    const { publicKeys } = await makeKey(folder);

    const asked = await sign(mlflow.url, [MODEL, "--key", "trainer.pem"], folder);
    equal(asked.code, 2, asked.stderr);
    match(asked.stderr, /^there is nobody to ask/);
    match(asked.stdout, /"?diabetes-model"? version 1, of run [0-9a-f]{32}\n/);
    match(asked.stdout, /flavors: .*python_function/);
    match(asked.stdout, / MLmodel +[\d.]+ k?B +[0-9a-f]{64}\n/);

    const signed = await sign(mlflow.url, [MODEL, "--key", "trainer.pem", "--yes"], folder);
    equal(signed.code, 0, signed.stderr);
    const { files, keyId } = await verifyChampion(mlflow.url, publicKeys);
    equal(keyId, publicKeys[0]!.id);
    equal(files.some(({ path }) => path === "requirements.txt"), true);

    // Signing again replaces the signature, and does not sign it.
    const again = await sign(mlflow.url, [MODEL, "--key", "trainer.pem", "--yes"], folder);
    equal(again.code, 0, again.stderr);
    equal((await verifyChampion(mlflow.url, publicKeys)).files.length, files.length);
    await Deno.remove(folder, { recursive: true });
  },
);

Deno.test("the trainer signs what it registers with MODEL_SIGNING_KEY", async () => {
  await using registry = await startRegistry();
  const folder = await Deno.makeTempDir();
  const { privateKey, publicKeys } = await makeKey(folder);

  const training = await runTraining(registry.url, {
    args: ["--n-estimators", "3"],
    env: { "MODEL_SIGNING_KEY": privateKey },
  });
  equal(training.code, 0, training.stderr);
  const { files } = await verifyChampion(registry.url, publicKeys);
  equal(files.some(({ path }) => path === "model.onnx"), true);

  const wrong = await runTraining(registry.url, { env: { "MODEL_SIGNING_KEY": "s3cret" } });
  equal(wrong.code, 2);
  match(wrong.stderr, /MODEL_SIGNING_KEY must be an Ed25519 private key/);
  equal(wrong.stderr.includes("s3cret"), false);
  await Deno.remove(folder, { recursive: true });
});

Deno.test("what cannot be signed is said in one sentence", async () => {
  await using registry = await startRegistry();
  const folder = await Deno.makeTempDir();
  await makeKey(folder);
  const key = ["--key", "trainer.pem"];

  const wrong: [string[], number, RegExp][] = [
    [[MODEL], 2, /^a key must be given/],
    [[MODEL, "--key", "none.pem"], 2, /^Cannot read the key/],
    [["champion", ...key], 2, /^the model must be models:/],
    [
      [MODEL, ...key],
      1,
      /^Cannot sign models:\/diabetes-model@champion: no version has this alias/,
    ],
    [["--new-key", "trainer.pem"], 2, /is there already/],
    [["--new-key", "none/trainer.pem"], 2, /^Cannot write the key: No such file or directory/],
    [["--unknown"], 2, /unknown/],
  ];
  for (const [args, code, message] of wrong) {
    const ended = await sign(registry.url, args, folder);
    equal(ended.code, code, `${args}: ${ended.stderr}`);
    match(ended.stderr, message);
    equal(ended.stderr.trim().split("\n").length, 1, ended.stderr);
  }
  await Deno.remove(folder, { recursive: true });
});
