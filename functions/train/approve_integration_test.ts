import { freePort } from "@mlops/processes/free_port";
import { equal, match } from "node:assert/strict";

async function approve(uri: string) {
  const { code, stderr } = await new Deno.Command("deno", {
    args: [
      "run",
      "--quiet",
      "--no-check",
      "--allow-net",
      "--allow-env",
      new URL("approve_main.ts", import.meta.url).pathname,
      "a-model",
      "1",
    ],
    env: { MLFLOW_TRACKING_URI: uri, DATABASE_URL: "" },
    stdin: "null",
  }).output();
  return { code, stderr: new TextDecoder().decode(stderr) };
}

Deno.test("deno task approve says why nobody answers, and which setting leads there", async () => {
  const { code, stderr } = await approve(`http://127.0.0.1:${freePort()}`);
  equal(code, 1);
  match(
    stderr,
    /^Cannot [^\n]*refused[^\n]*; MLFLOW_TRACKING_URI must lead to a tracking server that runs\n$/,
  );
});

Deno.test("deno task approve refuses an address that is none, as train does", async () => {
  const { code, stderr } = await approve("nowhere");
  equal(code, 2);
  match(stderr, /^Cannot start as the configuration is wrong: MLFLOW_TRACKING_URI must be an addr/);
});
