import { deepEqual, equal } from "node:assert/strict";
import { freePort } from "@mlops/processes/free_port";
import { untilAnswers } from "@mlops/processes/until_answers";
import { SlowRequest } from "@mlops/testing/slow_request";
import { buildUi } from "./build.ts";
import { readConfig } from "./config.ts";
import { permissionFlags } from "./permissions.ts";

const TABLE = "a,b\n" + "1,2\n".repeat(50);

Deno.test("SIGTERM lets an upload through the page's server finish", async () => {
  const output = new URL(`file://${await Deno.makeTempDir({ prefix: "ui-" })}/dist/`);
  await buildUi({ output });
  // Answers what it is sent as it comes, as the service does with tables.
  await using api = Deno.serve(
    { port: 0, hostname: "127.0.0.1", onListen: () => {} },
    ({ body, url }) => new Response(url.endsWith("/health") ? "ok" : body),
  );
  const env: Record<string, string> = {
    PORT: `${freePort()}`,
    HOST: "127.0.0.1",
    API_URL: `http://127.0.0.1:${api.addr.port}`,
    MLFLOW_TRACKING_URI: "http://127.0.0.1:9",
  };
  const flags = permissionFlags(readConfig((name) => env[name]), `${output.pathname}site`);
  const page = new Deno.Command("deno", {
    args: ["run", "--no-config", "--cached-only", ...flags, `${output.pathname}main.js`],
    env,
    stdin: "null",
    stdout: "null",
    stderr: "null",
  }).spawn();
  const url = `http://127.0.0.1:${env["PORT"]}`;
  await untilAnswers(`${url}/api/health`, page.status);

  using upload = await SlowRequest.connect(url);
  await upload.send(
    "POST /api/predict/csv HTTP/1.1\r\nHost: page\r\nContent-Type: text/csv\r\n" +
      `Content-Length: ${TABLE.length}\r\nConnection: close\r\n\r\n${TABLE.slice(0, 100)}`,
  );
  // Answered after the upload was accepted.
  equal((await (await fetch(`${url}/api/health`)).text()).trim(), "ok");
  page.kill("SIGTERM");
  await upload.drip(TABLE.slice(100), 500);
  const { status, body } = await upload.answer();
  const { code } = await page.status;
  deepEqual({ status, code }, { status: 200, code: 0 });
  // Chunked: the lengths of the pieces stand between them.
  equal(
    body.replaceAll(/\r\n[0-9a-f]+\r\n|^[0-9a-f]+\r\n|\r\n$/g, "").replaceAll("\r\n", ""),
    TABLE,
  );
  await Deno.remove(new URL("..", output), { recursive: true });
});
