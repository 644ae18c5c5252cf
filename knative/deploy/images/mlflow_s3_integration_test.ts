/**
 * The real MLflow with what its image has for a bucket, on another's S3 server: what a client logs lies in
 * the bucket, is backed up from there and comes back.
 */
import { deepEqual, equal, match } from "node:assert/strict";
import { freePort } from "@mlops/processes/free_port";
import { untilAnswers } from "@mlops/processes/until_answers";
import { referencePython, referenceTest } from "@mlops/testing/reference";
import { TestedS3 } from "@mlops/testing/tested_s3";
import { s3Store } from "../../../functions/backup/s3_store.ts";
import { denoCommand } from "../deno_command.ts";
import { unpackBoto3 } from "./mlflow_image.ts";
import { fetchWheel } from "./wheel_source.ts";

const BACKUP = new URL("../../../functions/backup/main.ts", import.meta.url).pathname;

/** As the component k8s/mlflow/s3 has them. */
async function settings(): Promise<Record<string, string>> {
  const text = await Deno.readTextFile(
    new URL("../../../k8s/mlflow/s3/artifacts.env", import.meta.url),
  );
  const lines = text.split("\n").filter((line) => /^\w+=/.test(line));
  return Object.fromEntries(lines.map((line) => line.split("=") as [string, string]));
}

/** MLflow, and boto3 from the very wheels of its image. */
class MlflowOnS3 implements AsyncDisposable {
  readonly #server: Deno.ChildProcess;
  readonly url: string;

  private constructor(server: Deno.ChildProcess, url: string) {
    this.#server = server;
    this.url = url;
  }

  static async start(folder: string, server: TestedS3): Promise<MlflowOnS3> {
    const get = (wheel: { fileName: string; sha256: string }) =>
      fetchWheel(wheel, { run: denoCommand, folder: `${folder}/wheels` });
    for (const { path, content } of await unpackBoto3(get, "boto3")) {
      const file = `${folder}/${path}`;
      await Deno.mkdir(file.slice(0, file.lastIndexOf("/")), { recursive: true });
      await Deno.writeFile(file, content);
    }
    const port = freePort();
    const mlflow = (await referencePython()).replace(/python$/, "mlflow");
    const args = ["server", "--host=127.0.0.1", `--port=${port}`, "--workers=1"];
    const child = new Deno.Command("setsid", {
      args: [
        mlflow,
        ...args,
        `--backend-store-uri=sqlite:///${folder}/mlflow.db`,
        "--artifacts-destination=s3://backups/mlflow",
      ],
      env: { ...await settings(), ...server.environment, PYTHONPATH: `${folder}/boto3` },
      stdin: "null",
      stdout: "null",
      stderr: "null",
    }).spawn();
    const url = `http://127.0.0.1:${port}`;
    await untilAnswers(`${url}/health`, child.status);
    return new MlflowOnS3(child, url);
  }

  async call(method: string, path: string, body?: string): Promise<string> {
    const response = await fetch(`${this.url}${path}`, {
      method,
      ...body !== undefined && { body },
    });
    const text = await response.text();
    equal(response.status, 200, `${method} ${path}: ${text}`);
    return text;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    Deno.kill(-this.#server.pid, "SIGTERM");
    await this.#server.status;
  }
}

referenceTest("MLflow's artifacts lie in a bucket and come back to it", ["python"], async () => {
  await using server = await TestedS3.start();
  const folder = await Deno.makeTempDir({ prefix: "mlflow-s3-" });
  try {
    await using mlflow = await MlflowOnS3.start(folder, server);
    const artifacts = "/api/2.0/mlflow-artifacts/artifacts";
    const files = { "MLmodel": "flavors: {}\n", "data/matrix (1).json": "[1]", "é+b.txt": "odd" };
    const run = "1/abc/artifacts/model";
    for (const [name, text] of Object.entries(files)) {
      await mlflow.call("PUT", `${artifacts}/${encodeURI(`${run}/${name}`)}`, text);
    }
    const bucket = s3Store({
      endpoint: server.url,
      region: "us-east-1",
      name: "backups",
      folder: "mlflow",
      accessKeyId: server.accessKeyId,
      secretAccessKey: server.secretAccessKey,
    });
    const paths = Object.keys(files).map((name) => `${run}/${name}`).toSorted();
    deepEqual([...(await bucket.list("")).keys()].toSorted(), paths);

    const work = `${folder}/work`;
    await Deno.mkdir(work);
    await Deno.writeTextFile(`${work}/id`, "2026-11-30T02-17-00Z");
    await Deno.writeTextFile(`${work}/rows`, "mlflow.public.runs\t1\n");
    await Deno.writeTextFile(`${work}/references`, "mlflow-artifacts:/1/abc/artifacts\n");
    const backup = async (...args: string[]) => {
      const { stdout, stderr } = await new Deno.Command("deno", {
        args: ["run", "--allow-all", "--no-prompt", BACKUP, ...args],
        env: {
          ...server.environment,
          BACKUP_WORK: work,
          BACKUP_ARTIFACTS: "s3://backups/mlflow",
          BACKUP_STORE: "s3://backups/kept",
        },
      }).output();
      return new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr);
    };
    match(await backup("keep"), /^kept 2026-11-30T02-17-00Z .*, 3 artifacts/);
    for (const path of paths) await bucket.remove(path);
    match(await backup("fetch", "latest"), /^fetched 2026-11-30T02-17-00Z/);
    for (const [name, text] of Object.entries(files)) {
      equal(await mlflow.call("GET", `${artifacts}/${encodeURI(`${run}/${name}`)}`), text);
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
