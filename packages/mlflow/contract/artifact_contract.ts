import { deepEqual, equal, rejects } from "node:assert/strict";
import { createHash } from "node:crypto";
import { downloadModel, type MlflowClient, MlflowError } from "../mod.ts";
import type { Contract } from "./contract.ts";

async function newArtifactUri(client: MlflowClient): Promise<{ uri: string; runId: string }> {
  const { experimentId } = await client.experiments.setExperiment("artifacts");
  const { info } = await client.runs.createRun({ experimentId });
  return { uri: info.artifactUri, runId: info.runId };
}

/** What every tracking server must do with artifacts. */
export const artifactContract: Contract = {
  "uploadArtifact() and downloadArtifact() keep every byte": async ({ client }) => {
    const { uri } = await newArtifactUri(client);
    const bytes = Uint8Array.from({ length: 300_000 }, (_, index) => (index * 31) % 251);
    const sha256 = createHash("sha256").update(bytes).digest("hex");
    const sent = await client.artifacts.uploadArtifact(uri, "model/model.onnx", bytes);
    deepEqual(sent, { sizeBytes: 300_000, sha256 });
    deepEqual(await client.artifacts.downloadArtifact(uri, "model/model.onnx"), { bytes, sha256 });
    await client.artifacts.uploadArtifact(uri, "model/model.onnx", "shorter");
    const { bytes: replaced } = await client.artifacts.downloadArtifact(uri, "model/model.onnx");
    equal(new TextDecoder().decode(replaced), "shorter");
  },

  "uploadArtifact() and pipeArtifact() stream": async ({ client }) => {
    const { uri } = await newArtifactUri(client);
    const chunk = new Uint8Array(65_536).fill(7);
    const sent = await client.artifacts.uploadArtifact(uri, "big.bin", () => {
      return ReadableStream.from(Array.from({ length: 64 }, () => chunk));
    });
    equal(sent.sizeBytes, 64 * 65_536);
    let received = 0;
    const piped = await client.artifacts.pipeArtifact(uri, "big.bin", () => {
      received = 0;
      return new WritableStream({ write: (part) => void (received += part.length) });
    });
    deepEqual(piped, sent);
    equal(received, sent.sizeBytes);
  },

  "listArtifacts() lists folders and files": async ({ client, send }) => {
    const { uri, runId } = await newArtifactUri(client);
    deepEqual(await client.artifacts.listArtifacts(uri), []);
    await client.artifacts.uploadArtifact(uri, "a.txt", "abc");
    await client.artifacts.uploadArtifact(uri, "dossier é/sous dossier/b%20c.txt", "");
    const top = await client.artifacts.listArtifacts(uri);
    deepEqual(top.toSorted((a, b) => a.path < b.path ? -1 : 1), [
      { path: "a.txt", isDirectory: false, sizeBytes: 3 },
      { path: "dossier é", isDirectory: true, sizeBytes: null },
    ]);
    deepEqual(await client.artifacts.listArtifacts(uri, "dossier é"), [
      { path: "dossier é/sous dossier", isDirectory: true, sizeBytes: null },
    ]);
    const viaRun = await send("GET", `mlflow/artifacts/list?run_id=${runId}&path=dossier%20%C3%A9`);
    deepEqual(viaRun.answer, {
      "root_uri": uri,
      files: [{ path: "dossier é/sous dossier", "is_dir": true }],
    });
  },

  "downloadModel() takes a folder with all in it": async ({ client }) => {
    const { uri } = await newArtifactUri(client);
    for (const path of ["MLmodel", "code/a/b.py", "model.onnx"]) {
      await client.artifacts.uploadArtifact(uri, `model/${path}`, path);
    }
    const files = await downloadModel(client, `${uri}/model`);
    deepEqual([...files.keys()].sort(), ["MLmodel", "code/a/b.py", "model.onnx"]);
    equal(new TextDecoder().decode(files.get("code/a/b.py")?.bytes), "code/a/b.py");
    const limited = downloadModel(client, `${uri}/model`, { maxBytes: 20 });
    await rejects(limited, { code: "RESPONSE_TOO_LARGE" });
  },

  "downloadArtifact() refuses what is missing, and what is too large": async ({ client }) => {
    const { uri } = await newArtifactUri(client);
    const patient = { signal: AbortSignal.timeout(60_000) };
    await client.artifacts.uploadArtifact(uri, "ten", "0123456789");
    await rejects(client.artifacts.downloadArtifact(uri, "ten", { ...patient, maxBytes: 9 }), {
      code: "RESPONSE_TOO_LARGE",
    });
    equal((await client.artifacts.downloadArtifact(uri, "ten", { maxBytes: 10 })).bytes.length, 10);
    await rejects(client.artifacts.downloadArtifact(uri, "none"), MlflowError);
  },

  "DELETE mlflow-artifacts removes a folder": async ({ client, send }) => {
    const { uri } = await newArtifactUri(client);
    await client.artifacts.uploadArtifact(uri, "d/e.txt", "e");
    const path = uri.replace("mlflow-artifacts:/", "");
    const { status } = await send("DELETE", `mlflow-artifacts/artifacts/${path}/d`);
    equal(status, 200);
    deepEqual(await client.artifacts.listArtifacts(uri), []);
  },
};
