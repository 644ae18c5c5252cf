import { deepEqual, equal } from "node:assert/strict";
import { freePort } from "@mlops/processes/free_port";
import { untilAnswers } from "@mlops/processes/until_answers";
import { CLIENT, OidcIssuer } from "@mlops/testing/oidc_issuer";
import { buildUi } from "./build.ts";
import { readConfig } from "./config.ts";
import { permissionFlags } from "./permissions.ts";

const output = new URL(`file://${await Deno.makeTempDir({ prefix: "ui-" })}/dist/`);
const SITE = `${output.pathname}site`;

type Handler = (request: Request) => Response | Promise<Response>;

/** A server of the test's own, in the place of the service or of MLflow. */
function upstream(handler: Handler) {
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen: () => {} }, handler);
  return {
    url: `http://127.0.0.1:${server.addr.port}`,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

/** Runs the bundle as the image does, with flags of the test's choice. */
function runBundle(flags: readonly string[], env: Record<string, string>): Deno.ChildProcess {
  const program = `${output.pathname}main.js`;
  return new Deno.Command("deno", {
    args: ["run", "--no-config", "--cached-only", "--no-prompt", ...flags, program],
    env,
    stdin: "null",
    stdout: "piped",
    stderr: "null",
  }).spawn();
}

/** Environment and flags of a bundle in front of two servers. */
function setUp(apiUrl: string, mlflowUrl: string) {
  const env = {
    PORT: `${freePort()}`,
    HOST: "127.0.0.1",
    API_URL: apiUrl,
    MLFLOW_TRACKING_URI: mlflowUrl,
    MLFLOW_TRACKING_USERNAME: "user",
    MLFLOW_TRACKING_PASSWORD: "password",
  };
  const config = readConfig((name) => Object.entries(env).find(([key]) => key === name)?.[1]);
  return { env, flags: permissionFlags(config, SITE), url: `http://127.0.0.1:${env.PORT}` };
}

/** Takes one value out of the flags, and a flag that has no other value. */
function without(flags: readonly string[], value: string): string[] {
  return flags.flatMap((flag) => {
    const [name, values = ""] = flag.split("=");
    const left = values.split(",").filter((other) => other !== value);
    return left.length === 0 ? [] : [`${name}=${left}`];
  });
}

/** What the bundle does with these flags: "ends", or the status of each of its three tasks. */
async function outcomeOf(
  flags: readonly string[],
  { env, url }: { env: Record<string, string>; url: string },
): Promise<string> {
  const process = runBundle(flags, env);
  let printed = "";
  for await (const text of process.stdout.pipeThrough(new TextDecoderStream())) {
    printed += text;
    if (!printed.includes("Listening")) continue;
    const statuses: number[] = [];
    for (const path of ["/", "/api/health", "/mlflow/models"]) {
      const answer = await fetch(url + path);
      await answer.body?.cancel();
      statuses.push(answer.status);
    }
    process.kill("SIGTERM");
    await process.status;
    return statuses.join();
  }
  await process.status;
  return "ends";
}

Deno.test("the bundle runs with its permissions, and with none less", async () => {
  await buildUi({ output });
  await using api = upstream(() => Response.json({}));
  await using mlflow = upstream(() => Response.json({ registered_models: [] }));
  const stack = setUp(api.url, mlflow.url);
  equal(await outcomeOf(stack.flags, stack), "200,200,200");
  // Looked up only where the name and password are not set.
  const other = ["MLFLOW_TRACKING_TOKEN"];
  const values = stack.flags.flatMap((flag) => (flag.split("=")[1] ?? "").split(","));
  const idle: string[] = [];
  for (const value of values.filter((value) => !other.includes(value))) {
    const outcome = await outcomeOf(without(stack.flags, value), stack);
    if (outcome === "200,200,200") idle.push(value);
  }
  deepEqual(idle, []);
});

Deno.test("the bundle may ask the issuer by whom people sign in", async () => {
  await buildUi({ output });
  await using issuer = await OidcIssuer.start();
  const env = {
    PORT: `${freePort()}`,
    HOST: "127.0.0.1",
    OIDC_ISSUER: issuer.issuer,
    OIDC_CLIENT_ID: CLIENT.id,
    SESSION_SECRET: crypto.randomUUID(),
    UI_PUBLIC_URL: "https://page.example.org",
  };
  const config = readConfig((name) => Object.entries(env).find(([key]) => key === name)?.[1]);
  const statusWith = async (flags: readonly string[]) => {
    const process = runBundle(flags, env);
    await untilAnswers(`http://127.0.0.1:${env.PORT}/healthz`, process.status);
    const answer = await fetch(`http://127.0.0.1:${env.PORT}/sign-in`, { redirect: "manual" });
    await answer.body?.cancel();
    process.kill("SIGTERM");
    await process.status;
    await process.stdout.cancel();
    return answer.status;
  };
  const flags = permissionFlags(config, SITE);
  equal(await statusWith(flags), 303);
  equal(await statusWith(without(flags, new URL(issuer.issuer).host)), 503);
});

Deno.test("SIGTERM lets the bundle answer what it has accepted, and it exits with 0", async () => {
  const asked = Promise.withResolvers<void>();
  const answer = Promise.withResolvers<Response>();
  await using api = upstream(() => {
    asked.resolve();
    return answer.promise;
  });
  const { env, flags, url } = setUp(api.url, api.url);
  const process = runBundle(flags, env);
  await untilAnswers(`${url}/healthz`, process.status);
  const pending = fetch(`${url}/api/quality`);
  await asked.promise;
  process.kill("SIGTERM");
  answer.resolve(new Response("late"));
  equal(await (await pending).text(), "late");
  equal((await process.status).code, 0);
  await process.stdout.cancel();
});
