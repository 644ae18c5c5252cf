import { SAMPLE_PATIENT } from "@mlops/diabetes";
import { deepEqual, equal, match, ok } from "node:assert/strict";
import { freePort } from "@mlops/testing/reference";

const REPOSITORY = new URL("../", import.meta.url).pathname;

/** A stack of the test's own: its folder, and ports that nobody uses. */
async function surroundings() {
  const ports = { ui: freePort(), api: freePort(), mlflow: freePort(), postgres: freePort() };
  const directory = await Deno.makeTempDir({ prefix: "stack-" });
  const env = {
    STACK_DIR: directory,
    UI_PORT: `${ports.ui}`,
    API_PORT: `${ports.api}`,
    MLFLOW_PORT: `${ports.mlflow}`,
    POSTGRES_PORT: `${ports.postgres}`,
  };
  return { ports, directory, env };
}

/** `deno task start`, as its task says, without the task runner in between that would need a signal too. */
async function start(env: Record<string, string>, args: string[] = []): Promise<Deno.ChildProcess> {
  const { tasks } = JSON.parse(await Deno.readTextFile(`${REPOSITORY}deno.json`));
  const [program = "", ...words] = tasks["start"].command.split(" ");
  return new Deno.Command(program, {
    args: [...words, ...args],
    cwd: REPOSITORY,
    env,
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
}

/** Reads what it prints until a line holds a text; the rest is read to the end in the background. */
async function untilPrinted(process: Deno.ChildProcess, text: string): Promise<string> {
  let printed = "";
  const reader = process.stdout.pipeThrough(new TextDecoderStream()).getReader();
  while (!printed.includes(text)) {
    const { value, done } = await reader.read();
    if (done) {
      const error = await new Response(process.stderr).text();
      throw new Error(`Ended before it printed "${text}": ${printed}${error}`);
    }
    printed += value;
  }
  await reader.cancel();
  return printed;
}

async function end(process: Deno.ChildProcess, signal: Deno.Signal): Promise<number> {
  process.kill(signal);
  await process.stderr.cancel();
  return (await process.status).code;
}

async function predict(port: number): Promise<unknown> {
  const response = await fetch(`http://127.0.0.1:${port}/predict`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(SAMPLE_PATIENT),
  });
  return await response.json();
}

Deno.test("deno task start trains once, predicts, and keeps everything over a restart", async () => {
  const { ports, directory, env } = await surroundings();
  const first = await start(env);
  const printed = await untilPrinted(first, "Ctrl-C");
  match(printed, /Training +diabetes-model is registered as @champion/);
  match(printed, new RegExp(`curl -X POST http://localhost:${ports.api}/predict`));
  const answer = { "has_diabetes": true, probability: 0.7698901075776077, "risk_level": "Élevé" };
  deepEqual(await predict(ports.api), answer);
  const page = await fetch(`http://127.0.0.1:${ports.ui}/`);
  match(await page.text(), /<html/);
  equal(await end(first, "SIGINT"), 0);

  const second = await start(env);
  match(await untilPrinted(second, "Ctrl-C"), /diabetes-model version 1 is @champion/);
  deepEqual(await predict(ports.api), answer);

  // Killed without a chance to end its parts: the next start ends them and goes on.
  await end(second, "SIGKILL");
  const third = await start(env);
  match(await untilPrinted(third, "Ctrl-C"), /Ended \d processes that an earlier stack had left/);
  deepEqual(await predict(ports.api), answer);
  equal(await end(third, "SIGTERM"), 0);

  const fresh = await start(env, ["--fresh"]);
  match(await untilPrinted(fresh, "Ctrl-C"), /Training +diabetes-model is registered as @champion/);
  equal(await end(fresh, "SIGINT"), 0);
  await Deno.remove(directory, { recursive: true });
});

Deno.test("deno task start names a busy port and the way around, and starts nothing", async () => {
  const { ports, directory, env } = await surroundings();
  using _busy = Deno.listen({ hostname: "127.0.0.1", port: ports.api });
  const process = await start(env);
  const [{ code }, stderr] = await Promise.all([
    process.status,
    new Response(process.stderr).text(),
    process.stdout.cancel(),
  ]);
  equal(code, 1);
  match(stderr, new RegExp(`port ${ports.api} is taken.*API_PORT=\\d+`));
  ok(!stderr.includes("    at "));
  await Deno.remove(directory, { recursive: true });
});

Deno.test("deno task start refuses a folder that another stack uses", async () => {
  const { directory, env } = await surroundings();
  using lock = await Deno.open(`${directory}/lock`, { create: true, write: true });
  await lock.lock(true);
  const process = await start(env);
  const [{ code }, stderr] = await Promise.all([
    process.status,
    new Response(process.stderr).text(),
    process.stdout.cancel(),
  ]);
  equal(code, 1);
  match(stderr, /another stack runs from/);
  await Deno.remove(directory, { recursive: true });
});
