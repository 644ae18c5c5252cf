import { deepEqual, equal } from "node:assert/strict";
import { listFiles } from "./file_store/store_folder.ts";
import { type TemporaryServer, temporaryServer } from "@mlops/testing/temporary_server";

const API = "/api/2.0/mlflow";
const ARTIFACTS = "/api/2.0/mlflow-artifacts/artifacts";

/** Ways to say "the folder above", or to end a text early. */
const HOSTILE = [
  "..",
  "../..",
  "../../etc/passwd",
  "/etc/passwd",
  "a/../../x",
  "..\\..\\x",
  "%2e%2e",
  "%2e%2e%2fx",
  "..%2f..%2fx",
  "..%252f..%252fx",
  "%252e%252e%252fx",
  "x%00y",
  "x\0y",
  ".",
  ".trash",
  "models/../../x",
];

/** Refused with a reason of the client's, never done and never an error of the server's own. */
async function expectRefusal(response: Response, what: string): Promise<void> {
  equal([400, 404, 405].includes(response.status), true, `${what}: ${response.status}`);
  await response.body?.cancel();
}

function snapshot(server: TemporaryServer): string[] {
  return listFiles(server.root);
}

Deno.test("ids and names that would leave the folder are refused in every call", async () => {
  using server = temporaryServer();
  await Deno.writeTextFile(`${server.root}/secret`, "secret");
  const before = snapshot(server);
  for (const bad of HOSTILE) {
    const encoded = encodeURIComponent(bad);
    const reads = [
      `experiments/get?experiment_id=${encoded}`,
      `runs/get?run_id=${encoded}`,
      `metrics/get-history?run_id=${encoded}&metric_key=m`,
      `artifacts/list?run_id=${encoded}`,
      `registered-models/get?name=${encoded}`,
      `registered-models/alias?name=${encoded}&alias=a`,
      `model-versions/get?name=${encoded}&version=1`,
      `model-versions/get?name=m&version=${encoded}`,
      `logged-models/${encoded}`,
      `logged-models/${encoded}/artifacts/directories`,
    ];
    for (const path of reads) {
      await expectRefusal(await server.send("GET", `${API}/${path}`), `${path} ${bad}`);
    }
    const writes: [string, string, unknown][] = [
      ["POST", "runs/create", { experiment_id: bad }],
      ["POST", "runs/create", { experiment_id: "0", tags: [{ key: `${bad}/x%`, value: "1" }] }],
      ["POST", "runs/set-tag", { run_id: bad, key: "k", value: "v" }],
      ["POST", "experiments/delete", { experiment_id: bad }],
      ["POST", "experiments/restore", { experiment_id: bad }],
      ["POST", "experiments/set-experiment-tag", { experiment_id: "0", key: `${bad}%`, value: "" }],
      ["POST", "registered-models/rename", { name: bad, new_name: "x" }],
      ["DELETE", "registered-models/delete", { name: bad }],
      ["POST", "registered-models/alias", { name: bad, alias: "a", version: "1" }],
      ["POST", "model-versions/create", { name: bad, source: "mlflow-artifacts:/1/m" }],
      ["POST", "logged-models", { experiment_id: bad }],
      ["POST", "logged-models", { experiment_id: "0", tags: [{ key: `${bad}/x%`, value: "" }] }],
      ["PATCH", `logged-models/${encoded}`, { status: "LOGGED_MODEL_READY" }],
      ["PATCH", `logged-models/${encoded}/tags`, { tags: [{ key: "k", value: "v" }] }],
      ["DELETE", `logged-models/${encoded}`, {}],
    ];
    for (const [method, path, body] of writes) {
      await expectRefusal(await server.send(method, `${API}/${path}`, body), `${path} ${bad}`);
    }
  }
  deepEqual(snapshot(server), before);
});

Deno.test("artifact paths that would leave the folder are refused, however they are encoded", async () => {
  using server = temporaryServer();
  await Deno.writeTextFile(`${server.root}/secret`, "secret");
  const before = snapshot(server);
  const paths = [
    "..%2fsecret",
    "a%2f..%2f..%2fsecret",
    "%2fetc%2fpasswd",
    "..%5csecret",
    "..%252fsecret",
    "%252e%252e%252fsecret",
    "%25252e%25252e%25252fsecret",
    "a%00b",
    "a//b",
    "%ff",
    "a/%2e%2e%2f%2e%2e%2fsecret",
  ];
  for (const path of paths) {
    for (const method of ["GET", "PUT", "DELETE"]) {
      const body = method === "PUT" ? "x" : undefined;
      await expectRefusal(
        await server.send(method, `${ARTIFACTS}/${path}`, body),
        `${method} ${path}`,
      );
    }
    const listed = await server.send("GET", `${ARTIFACTS}?path=${path}`);
    equal((await listed.text()).includes("secret"), false, path);
  }
  await expectRefusal(await server.send("DELETE", `${ARTIFACTS}/`), "the whole folder");
  await expectRefusal(await server.send("PUT", `${ARTIFACTS}/`, "x"), "no name");
  deepEqual(snapshot(server), before);
});

Deno.test("symbolic links inside the folder are not followed", async () => {
  using outside = temporaryServer();
  using server = temporaryServer();
  await outside.send("POST", `${API}/registered-models/create`, { name: "foreign" });
  const run = await (await outside.send("POST", `${API}/runs/create`, { experiment_id: "0" }))
    .json();
  const runId = run.run.info.run_id;
  const links = {
    "artifacts/link": "/etc",
    "artifacts/file": "/etc/passwd",
    "mlruns/models/foreign": `${outside.root}/mlruns/models/foreign`,
    [`mlruns/0/${runId}`]: `${outside.root}/mlruns/0/${runId}`,
    "mlruns/9": `${outside.root}/mlruns/0`,
  };
  for (const [path, target] of Object.entries(links)) {
    await Deno.symlink(target, `${server.root}/${path}`);
  }
  for (
    const path of [
      `${ARTIFACTS}/link/passwd`,
      `${ARTIFACTS}/file`,
      `${ARTIFACTS}?path=link`,
      `${API}/registered-models/get?name=foreign`,
      `${API}/runs/get?run_id=${runId}`,
      `${API}/experiments/get?experiment_id=9`,
    ]
  ) {
    await expectRefusal(await server.send("GET", path), path);
  }
  deepEqual(await (await server.send("GET", ARTIFACTS)).json(), {});
  const page = await (await server.send("GET", "/")).text();
  equal(page.includes("foreign"), false);
});
