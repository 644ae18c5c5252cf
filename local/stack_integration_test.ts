import { SAMPLE_PATIENT } from "@mlops/tasks/diabetes";
import { deepEqual, doesNotMatch, equal, match, ok } from "node:assert/strict";
import { PrintedLines, runTask, stackPlace, startTask } from "@mlops/testing/started_stack";

async function predict(port: number): Promise<unknown> {
  const response = await fetch(`http://127.0.0.1:${port}/predict`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(SAMPLE_PATIENT),
  });
  return await response.json();
}

/** Puts the champion on version 1 by the page, as it is; tells the status. */
async function promote(port: number, token: string): Promise<number> {
  const url = `http://127.0.0.1:${port}/mlflow/models/diabetes-model/aliases/champion`;
  const response = await fetch(url, {
    method: "PUT",
    headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
    body: '{"version":"1"}',
  });
  await response.body?.cancel();
  return response.status;
}

/** Starts the stack and waits until it is up. */
async function startUp(
  env: Record<string, string>,
  args: string[] = [],
): Promise<{ process: Deno.ChildProcess; printed: PrintedLines }> {
  const process = await startTask("start", env, args);
  const printed = new PrintedLines(process);
  await printed.until("Ctrl-C");
  return { process, printed };
}

async function end(
  { process, printed }: { process: Deno.ChildProcess; printed: PrintedLines },
  signal: Deno.Signal,
): Promise<number> {
  process.kill(signal);
  return await printed.end();
}

Deno.test("deno task start trains once, predicts, and keeps everything over a restart", async () => {
  const { ports, directory, env } = await stackPlace();
  const first = await startUp(env);
  const printed = first.printed.text;
  match(printed, /Training +diabetes-model is registered as @champion/);
  match(printed, new RegExp(`curl -X POST http://localhost:${ports.api}/predict`));
  const answer = { "has_diabetes": true, probability: 0.7698901075776077, "risk_level": "Élevé" };
  deepEqual(await predict(ports.api), answer);
  const page = await fetch(`http://127.0.0.1:${ports.ui}/`);
  match(await page.text(), /<html/);
  const token = /token to promote a version: (\S+)/.exec(printed)?.[1] ?? "";
  equal(await promote(ports.ui, token.toUpperCase()), 401);
  equal(await promote(ports.ui, token), 200);
  equal(await end(first, "SIGINT"), 0);

  const second = await startUp(env);
  match(second.printed.text, /diabetes-model version 1 is @champion/);
  ok(second.printed.text.includes(token));
  deepEqual(await predict(ports.api), answer);

  // Killed without a chance to end its parts: the next start ends them and goes on.
  const { pid, ...status } = JSON.parse(await Deno.readTextFile(`${directory}/status.json`));
  equal(status.apiUrl, `http://127.0.0.1:${ports.api}`);
  equal(status.trackingUri, `http://127.0.0.1:${ports.mlflow}/`);
  match(status.databaseUrl, /^postgres:\/\/postgres@(127\.0\.0\.1|localhost):\d+\/predictions$/);
  Deno.kill(pid, "SIGKILL");
  await second.printed.end();
  const third = await startUp(env);
  match(third.printed.text, /Ended \d processes that an earlier stack had left/);
  deepEqual(await predict(ports.api), answer);
  equal(await end(third, "SIGTERM"), 0);

  const fresh = await startUp(env, ["--fresh"]);
  match(fresh.printed.text, /Training +diabetes-model is registered as @champion/);
  equal(await end(fresh, "SIGINT"), 0);
  await Deno.remove(directory, { recursive: true });
});

Deno.test("deno task start names a busy port and the way around, and starts nothing", async () => {
  const { ports, directory, env } = await stackPlace();
  using _busy = Deno.listen({ hostname: "127.0.0.1", port: ports.api });
  const { code, stderr } = await runTask("start", env);
  equal(code, 1);
  match(stderr, new RegExp(`port ${ports.api} is taken.*API_PORT=\\d+`));
  ok(!stderr.includes("    at "));
  await Deno.remove(directory, { recursive: true });
});

Deno.test("deno task start refuses a folder that another stack uses", async () => {
  const { directory, env } = await stackPlace();
  using lock = await Deno.open(`${directory}/lock`, { create: true, write: true });
  await lock.lock(true);
  const { code, stderr } = await runTask("start", env);
  equal(code, 1);
  match(stderr, /another stack runs from/);
  await Deno.remove(directory, { recursive: true });
});

Deno.test("deno task start names a folder that cannot be one", async () => {
  const { directory, env } = await stackPlace();
  const file = `${directory}/file`;
  await Deno.writeTextFile(file, "");
  const { code, stderr } = await runTask("start", { ...env, STACK_DIR: file });
  equal(code, 2);
  match(
    stderr,
    /^Cannot start as .*: STACK_DIR must name a folder that can be written to: is ".*file"/,
  );
  doesNotMatch(stderr, /\n {4}at /);
  await Deno.remove(directory, { recursive: true });
});

Deno.test("deno task start says that deno is not on the PATH", async () => {
  const program = new URL("start.ts", import.meta.url).pathname;
  const { code, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--allow-run=deno", "--allow-env", "--allow-sys=uid", program],
    env: { PATH: "/nowhere" },
  }).output();
  equal(code, 1);
  match(
    new TextDecoder().decode(stderr),
    /^Cannot start as "deno" must be found on the PATH: .*\n$/,
  );
});
