import { MlflowClient } from "@mlops/mlflow";
import { makeKeyPair, parsePrivateKey, signVersion } from "@mlops/signing";
import { publishFiles } from "@mlops/testing/publish_files";
import { referenceTest, startRealMlflow } from "@mlops/testing/reference";
import { startRegistry } from "@mlops/testing/registries";
import { deepEqual, equal, match, rejects } from "node:assert/strict";
import { createHash } from "node:crypto";
import { type Config, readConfig } from "../config.ts";
import { createService } from "../create_service.ts";
import { createLogger } from "../logger.ts";
import { readTrustedKeys } from "./trusted_keys.ts";
import { lookAnswered } from "../testing/look_answered.ts";
import { smallDiabetesModel } from "../testing/small_models.ts";

type Files = Map<string, Uint8Array | string>;

/** What is in the registry beside a version that is signed as it should be. */
interface Trial {
  /** Changes the version's files after they were signed, or what is signed. */
  readonly change?: (files: Files) => void;
  /** What the statement says instead. */
  readonly statement?: { name?: string; runId?: string };
  /** What the refusal says; left out where the version is served. */
  readonly refusal?: RegExp;
}

const TRIALS: Record<string, Trial> = {
  "signed": {},
  "unsigned": {
    change: (files) => void files.delete("signature.dsse.json"),
    refusal: /MODEL_REQUIRE_SIGNATURE asks for a signature: there is none .*deno task sign/,
  },
  "changed in its MLmodel": {
    change: (files) => void files.set("MLmodel", `${files.get("MLmodel")}\n`),
    refusal: /"MLmodel" must have the SHA-256 that was signed/,
  },
  "changed in its model": {
    change: (files) => void files.set("model.onnx", otherModel()),
    refusal: /"model.onnx" must have the SHA-256 that was signed/,
  },
  "replayed from another model": {
    statement: { name: "other-model" },
    refusal: /its signature must be for "diabetes-model": is for "other-model"/,
  },
  "replayed from another run": {
    statement: { runId: "ab".repeat(16) },
    refusal: /its signature must be for run/,
  },
  "signed by another key": {
    change: (files) => void files.set("signature.dsse.json", foreignSignature),
    refusal: /its signature must be made with a key that is trusted/,
  },
  "with a signature that is none": {
    change: (files) => void files.set("signature.dsse.json", "{}"),
    refusal: /its signature must be a DSSE envelope/,
  },
};

const pair = await makeKeyPair();
const signingKey = await parsePrivateKey(pair.privateKey);
const stranger = await parsePrivateKey((await makeKeyPair()).privateKey);
const foreignSignature = await signVersion(
  { name: "diabetes-model", runId: "", files: [], about: {} },
  stranger,
);

const startServer = {
  "our tracking server": startRegistry,
  "the real MLflow 2.17.2": startRealMlflow,
};

for (const [server, start] of Object.entries(startServer)) {
  referenceTest(
    `a service that asks for signatures serves signed versions of ${server}, no others`,
    ["python"],
    async (context) => {
      await using registry = await start();
      const client = new MlflowClient({ trackingUri: new URL(registry.url) });
      const good = await publish(client, {});
      await client.registry.setRegisteredModelAlias({ ...good, alias: "champion" });
      for (const [kind, trial] of Object.entries(TRIALS)) {
        await context.step(kind, async () => {
          const { name, version } = await publish(client, trial);
          await client.registry.setRegisteredModelAlias({ name, alias: "shadow", version });
          const { served, refusals } = await follow(registry.url);
          equal(served["champion"], good.version);
          equal(served["shadow"], trial.refusal === undefined ? version : undefined);
          deepEqual(refusals.map((refusal) => refusal.version), trial.refusal ? [version] : []);
          if (trial.refusal !== undefined) match(refusals[0]!.detail, trial.refusal);
        });
      }
    },
  );
}

Deno.test("MODEL_REQUIRE_SIGNATURE that holds no key ends the start", async () => {
  await rejects(readTrustedKeys("true"), /MODEL_REQUIRE_SIGNATURE must hold Ed25519 public keys/);
  equal((await readTrustedKeys(null)).length, 0);
});

/** Publishes a version; its run is known only then, so the signature is laid beside it afterwards. */
async function publish(client: MlflowClient, { change, statement }: Trial) {
  const { reference: { name }, files: { mlModel, files } } = smallDiabetesModel();
  const published: Files = new Map<string, Uint8Array | string>(files).set("MLmodel", mlModel.text);
  const version = await publishFiles(client, published);
  const { runId, source } = await client.registry.getModelVersion(name, version);
  const signed = Array.from(published, ([path, content]) => ({
    path,
    sizeBytes: content.length,
    sha256: createHash("sha256").update(content).digest("hex"),
  }));
  const envelope = await signVersion(
    { name, runId, files: signed, about: {}, ...statement },
    signingKey,
  );
  const final: Files = new Map(published).set("signature.dsse.json", envelope);
  change?.(final);
  for (const [path, content] of final) {
    const bytes = typeof content === "string" ? content : content.slice();
    await client.artifacts.uploadArtifact(source, path, bytes);
  }
  return { name, version };
}

/** Looks at the registry once, as the service does. */
async function follow(trackingUri: string) {
  const env: Record<string, string> = { MLFLOW_TRACKING_URI: trackingUri };
  const config: Config = readConfig((name) => env[name]);
  const service = createService(config, {
    logger: createLogger(() => {}, Date.now),
    documentation: "",
    trustedKeys: await readTrustedKeys(pair.publicKey),
  });
  // The first look fills the champion, the next one the other roles.
  for (const _ of [1, 2]) await lookAnswered(service);
  const served = Object.fromEntries(
    Array.from(service.store.assignments, ([role, { model }]) => [role, model.version]),
  );
  return { served, refusals: service.store.refusals };
}

function otherModel(): Uint8Array {
  return smallDiabetesModel({ high: 0.875 }).files.files.get("model.onnx")!;
}
