import { deepEqual, equal } from "node:assert/strict";
import { MlflowClient } from "../mod.ts";
import { VARIABLES } from "./server_config.ts";
import { startServer } from "../testing/running_server.ts";

const MAIN = new URL("./main.ts", import.meta.url).pathname;

/** Runs the program with other variables than a start that works. */
async function failedStart(env: Record<string, string>, permissions: string[]) {
  const { code, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--no-prompt",
      ...permissions,
      `--allow-env=${VARIABLES}`,
      "--ignore-env=LOG_STREAM,LOG_TOKENS",
      MAIN,
    ],
    env: { MLFLOW_ROOT: "", PORT: "", ...env },
    stdout: "null",
  }).output();
  return { code, lines: new TextDecoder().decode(stderr).trimEnd().split("\n") };
}

Deno.test("the program ends with one clear line if its configuration is wrong", async () => {
  deepEqual(await failedStart({ PORT: "0" }, []), {
    code: 1,
    lines: [
      'Cannot start tracking server as PORT must be an integer in [1, 65535]: is "0"; MLFLOW_ROOT must name a folder: is not set',
    ],
  });
});

Deno.test("the program ends with one clear line if its port is taken", async () => {
  const root = await Deno.makeTempDir({ prefix: "main-" });
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  const permissions = [
    `--allow-net=127.0.0.1:${port}`,
    `--allow-read=${root}`,
    `--allow-write=${root}`,
  ];
  const { code, lines } = await failedStart({ PORT: `${port}`, MLFLOW_ROOT: root }, permissions);
  deepEqual([code, lines], [1, [
    `Cannot start as the configuration is wrong: PORT must be free: another program listens on ` +
    `${port}; end that one, or set PORT to another`,
  ]]);
  await Deno.remove(root, { recursive: true });
});

Deno.test("SIGTERM lets an upload in flight finish, then ends the program with 0", async () => {
  const root = await Deno.makeTempDir({ prefix: "main-" });
  {
    await using server = await startServer(root);
    const client = new MlflowClient({ trackingUri: server.url, retries: { maxAttempts: 1 } });
    let sendRest = () => {};
    const firstPartSent = Promise.withResolvers<void>();
    const upload = client.artifacts.uploadArtifact("mlflow-artifacts:/1", "slow", () => {
      return new ReadableStream({
        start(controller) {
          controller.enqueue(new TextEncoder().encode("first "));
          sendRest = () => {
            controller.enqueue(new TextEncoder().encode("second"));
            controller.close();
          };
        },
        pull: () => firstPartSent.resolve(),
      });
    });
    await firstPartSent.promise;
    // The part is with the server once its staged file is there.
    for (let staged = 0; staged === 0;) {
      staged = (await Array.fromAsync(Deno.readDir(`${root}/.staging`))).length;
    }
    const ended = server.end("SIGTERM");
    sendRest();
    equal((await upload).sizeBytes, 12);
    equal((await ended).code, 0);
    equal(await Deno.readTextFile(`${root}/artifacts/1/slow`), "first second");
  }
  await Deno.remove(root, { recursive: true });
});
