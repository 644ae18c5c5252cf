import { deepEqual, equal, rejects } from "node:assert/strict";
import { MlflowClient } from "./mlflow_client.ts";
import { downloadModel, listModelFiles } from "./model_files.ts";

const URI = "mlflow-artifacts:/1/models/m-1/artifacts";

interface Entry {
  readonly path: string;
  readonly "is_dir": boolean;
  readonly "file_size"?: number;
}

/** A client of a server with these folders; every file is as long as its name. */
function clientOf(folders: (path: string) => readonly Entry[] | undefined) {
  const asked: string[] = [];
  const client = new MlflowClient({
    trackingUri: new URL("http://tracking"),
    retries: { maxAttempts: 1 },
    fetch: (input) => {
      const url = new URL(`${input}`);
      const listed = url.searchParams.get("path");
      asked.push(listed ?? url.pathname.split("/artifacts/").at(-1) ?? "");
      if (listed === null) return Promise.resolve(new Response(url.pathname.split("/").at(-1)));
      const folder = listed.slice("1/models/m-1/artifacts".length + 1);
      return Promise.resolve(Response.json({ files: folders(folder) }));
    },
  });
  return { client, asked };
}

const file = (path: string, size = path.length): Entry => ({
  path,
  "is_dir": false,
  "file_size": size,
});
const folder = (path: string): Entry => ({ path, "is_dir": true });

const MODEL = (path: string) =>
  ({
    "": [file("model.skops"), folder("code"), file("MLmodel")],
    code: [folder("a"), file("b.py")],
    "code/a": [],
  })[path];

Deno.test("listModelFiles() lists every file below the folder with its size", async () => {
  const { client } = clientOf(MODEL);
  deepEqual(await listModelFiles(client, URI), [
    { path: "MLmodel", sizeBytes: 7 },
    { path: "code/b.py", sizeBytes: 4 },
    { path: "model.skops", sizeBytes: 11 },
  ]);
  deepEqual(await listModelFiles(clientOf(() => undefined).client, URI), []);
});

Deno.test("listModelFiles() stops at the bound, however deep the folders are", async () => {
  const { client, asked } = clientOf(() => [folder("x")]);
  await rejects(listModelFiles(client, URI, { maxFiles: 5 }), {
    code: "RESPONSE_TOO_LARGE",
    message: /at most 5 files/,
  });
  equal(asked.length, 6);
});

Deno.test("listModelFiles() refuses names that would leave the folder", async () => {
  for (const path of ["../x", "/etc/passwd", "..", "a\\b", "C:x", "a\nb"]) {
    for (const entry of [file(path), folder(path)]) {
      const { client } = clientOf(() => [entry]);
      await rejects(listModelFiles(client, URI), { code: "INVALID_RESPONSE" }, path);
    }
  }
});

Deno.test("downloadModel() takes all files, or those that are named", async () => {
  const { client } = clientOf(MODEL);
  const all = await downloadModel(client, URI);
  deepEqual([...all.keys()], ["MLmodel", "code/b.py", "model.skops"]);
  equal(new TextDecoder().decode(all.get("code/b.py")?.bytes), "b.py");
  const { client: other, asked } = clientOf(MODEL);
  const some = await downloadModel(other, URI, { paths: ["MLmodel", "code/b.py", "MLmodel"] });
  deepEqual([...some.keys()], ["MLmodel", "code/b.py"]);
  equal(asked.length, 2);
});

Deno.test("downloadModel() takes no more bytes than it may, announced or not", async () => {
  const { client, asked } = clientOf(MODEL);
  await rejects(downloadModel(client, URI, { maxBytes: 21 }), {
    code: "RESPONSE_TOO_LARGE",
    message: /at most 21 bytes: have 22/,
  });
  equal(asked.some((path) => path.endsWith("MLmodel")), false);
  const lying = clientOf((path) => path === "" ? [file("long-name", 1)] : []);
  await rejects(downloadModel(lying.client, URI, { maxBytes: 8 }), { code: "RESPONSE_TOO_LARGE" });
});

Deno.test("downloadModel() asks for no path that leaves the folder", async () => {
  for (const path of ["../MLmodel", "/MLmodel", "code/../../x", "a//b"]) {
    const { client, asked } = clientOf(MODEL);
    const attempt = downloadModel(client, URI, { paths: [path] });
    await rejects(attempt, { code: "INVALID_ARTIFACT_LOCATION" }, path);
    deepEqual(asked, []);
  }
});
