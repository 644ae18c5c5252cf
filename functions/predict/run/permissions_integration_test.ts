import { deepEqual, equal } from "node:assert/strict";
import { freePort } from "@mlops/processes/free_port";
import { sendSignal } from "@mlops/processes/send_signal";
import { formatKeys, makeKey } from "@mlops/rights";
import { OidcIssuer } from "@mlops/testing/oidc_issuer";
import { buildPredict } from "../build.ts";
import { readConfig } from "../config.ts";
import { permissionFlags } from "./permissions.ts";
import { publishModel } from "../testing/published_model.ts";
import { PATIENT } from "../testing/tested_app.ts";

const folder = await Deno.makeTempDir({ prefix: "predict-" });
const DIST = new URL(`file://${folder}/dist/`);
const FILES = {
  documentation: `${folder}/dist/swagger-ui`,
  wasm: `${folder}/dist/ort-wasm-simd-threaded.wasm`,
  scorer: `${folder}/dist/scorer/scorer_process.js`,
};

const { key, entry } = await makeKey({ name: "test", rights: ["predict"] }, Date.now());

/** What the bundle does when all is as it should be. */
const WORKS = "predicts, shows its page, keeps the model";

/** Takes one value out of the flags, and a flag that has no other value. */
function without(flags: readonly string[], flag: string, value: string): string[] {
  return flags.flatMap((given) => {
    const [name, values = ""] = given.split("=");
    if (name !== flag) return [given];
    const left = values.split(",").filter((other) => other !== value);
    return left.length === 0 ? [] : [`${name}=${left}`];
  });
}

/** Runs the bundle until its fate is known. */
async function outcomeOf(
  flags: readonly string[],
  { env, cache, token }: { env: Record<string, string>; cache: string; token: string },
): Promise<string> {
  for await (const { name } of Deno.readDir(cache)) await Deno.remove(`${cache}/${name}`);
  const child = new Deno.Command("deno", {
    args: [
      "run",
      "--no-config",
      "--cached-only",
      "--no-prompt",
      ...flags,
      `${folder}/dist/main.js`,
    ],
    env,
    stdin: "null",
    stdout: "piped",
    stderr: "null",
  }).spawn();
  let log = "";
  let outcome = "ends";
  for await (const text of child.stdout.pipeThrough(new TextDecoderStream())) {
    log += text;
    if (log.includes("registry cannot be read")) outcome = "finds no registry";
    else if (log.includes("model refused")) outcome = "refuses the model";
    else if (log.includes("model cannot be cached")) outcome = "keeps no model";
    else if (!log.includes("model in service")) continue;
    else outcome = await use(`http://127.0.0.1:${env["PORT"]}`, token);
    break;
  }
  sendSignal(child, "SIGKILL");
  await child.status;
  return outcome;
}

async function use(url: string, token: string): Promise<string> {
  const prediction = await fetch(`${url}/predict`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${key}` },
    body: JSON.stringify(PATIENT),
  });
  const { probability } = await prediction.json();
  if (Math.abs(probability - 0.75) > 1e-6) return "predicts something else";
  const model = await fetch(`${url}/model`, { headers: { authorization: `Bearer ${token}` } });
  await model.body?.cancel();
  if (model.status !== 200) return "takes no token";
  const page = await fetch(`${url}/docs/swagger-ui.css`);
  await page.body?.cancel();
  return page.status === 200 ? WORKS : "shows no page";
}

Deno.test("the bundle runs with its permissions, and with none less", async () => {
  await buildPredict(DIST);
  await using registry = await publishModel();
  await using issuer = await OidcIssuer.start();
  const token = await issuer.token({ sub: "a", aud: "test", roles: ["read"] });
  const cache = `${folder}/cache`;
  await Deno.mkdir(cache);
  const env: Record<string, string> = {
    PORT: `${freePort()}`,
    HOST: "127.0.0.1",
    MLFLOW_TRACKING_URI: registry.trackingUri,
    MODEL_CACHE_DIR: cache,
    // A forest, but the WebAssembly is to be needed too.
    MODEL_ENGINE: "onnxruntime",
    // Its password is looked up, but nothing is logged.
    DATABASE_URL: "postgresql://nobody@127.0.0.1:1/none",
    PREDICTION_LOG: "off",
    API_KEYS_FILE: `${folder}/keys.json`,
    OIDC_ISSUER: issuer.issuer,
    OIDC_AUDIENCE: "test",
  };
  await Deno.writeTextFile(env["API_KEYS_FILE"]!, formatKeys([entry]));
  const flags = permissionFlags(readConfig((name) => env[name]), FILES);
  equal(await outcomeOf(flags, { env, cache, token }), WORKS);
  const idle: string[] = [];
  let tried = 0;
  for (const flag of flags) {
    const [name = "", values = ""] = flag.split("=");
    if (!name.startsWith("--allow-")) continue;
    for (const value of values.split(",")) {
      tried++;
      const outcome = await outcomeOf(without(flags, name, value), { env, cache, token });
      if (outcome === WORKS) idle.push(`${name}=${value}`);
    }
  }
  deepEqual(idle, []);
  equal(tried >= 20, true, `${tried} permissions`);
  await Deno.remove(folder, { recursive: true });
});
