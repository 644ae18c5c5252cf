import { SAMPLE_PATIENT } from "@mlops/tasks/diabetes";
import { PrintedLines, runTask, stackPlace, startTask } from "@mlops/testing/started_stack";
import { until } from "@mlops/testing/until";
import { equal, match, ok } from "node:assert/strict";
import type { StackStatus } from "./status_file.ts";

async function status(directory: string): Promise<StackStatus> {
  return JSON.parse(await Deno.readTextFile(`${directory}/status.json`));
}

async function answers(url: string): Promise<boolean> {
  const response = await fetch(url, { signal: AbortSignal.timeout(2_000) });
  await response.body?.cancel();
  return response.ok;
}

/** What is slow is there; what refuses has gone. */
function isTimeout(error: unknown): boolean {
  return error instanceof DOMException;
}

async function probability(port: number): Promise<number> {
  const response = await fetch(`http://127.0.0.1:${port}/predict`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(SAMPLE_PATIENT),
  });
  return (await response.json()).probability;
}

Deno.test("each part that is killed is started again, and the others stay", async () => {
  const { ports, directory, env } = await stackPlace();
  const stack = await startTask("start", env);
  const printed = new PrintedLines(stack);
  await printed.until("Ctrl-C");
  const healthy = {
    "MLflow": `http://127.0.0.1:${ports.mlflow}/health`,
    "Prediction service": `http://127.0.0.1:${ports.api}/readyz`,
    "Page": `http://127.0.0.1:${ports.ui}/`,
  };
  for (const { name, pid } of (await status(directory)).parts) {
    const others = Object.entries(healthy).filter(([other]) => other !== name);
    Deno.kill(pid, "SIGKILL");
    await until(`the stack sees ${name} gone`, async () => {
      for (const [, url] of others) ok(await answers(url));
      const part = (await status(directory)).parts.find((one) => one.name === name);
      return part?.restarts === 1 && part.state === "up";
    });
    await printed.until(`${name} has ended: it was ended by SIGKILL. It is started again in 1 s`);
    await printed.until(`${name} is up again`);
    equal(await probability(ports.api), 0.7698901075776077);
  }
  const told = await runTask("status", env);
  equal(told.code, 0);
  equal(told.stdout.match(/up, started again once; last: it was ended by SIGKILL/g)?.length, 4);

  const second = await runTask("start", env);
  equal(second.code, 1);
  match(second.stderr, /another stack runs from .* \(process \d+\): "deno task stop" ends it/);

  const ending = printed.end();
  equal((await runTask("stop", env)).code, 0);
  equal(await ending, 0);
  match(printed.text, /Stopping, as deno task stop asked/);
  const over = await runTask("status", env);
  equal(over.code, 1);
  match(over.stdout, /No stack runs from/);
  await Deno.remove(directory, { recursive: true });
});

Deno.test("a stack ends itself when the program that started it has gone", async () => {
  const { ports, directory, env } = await stackPlace();
  const stack = await startTask("start", env);
  const printed = new PrintedLines(stack);
  await printed.until("Ctrl-C");
  // The launcher here; npx and deno task above it are looked for in the same way.
  stack.kill("SIGKILL");
  const ending = printed.end();
  await until("the prediction service has gone", async () => {
    return !await answers(`http://127.0.0.1:${ports.api}/livez`).catch(isTimeout);
  });
  await until("the folder is free", async () => (await runTask("status", env)).code === 1);
  await ending;
  match(printed.text, /the program that started this one has ended/);
  await Deno.remove(directory, { recursive: true });
});

Deno.test("a tracking server that is not there is waited for, and then named in a sentence", async () => {
  const { ports, directory, env } = await stackPlace();
  const { code, stdout, stderr } = await runTask("start", {
    ...env,
    MLFLOW_TRACKING_URI: `http://user:secret@127.0.0.1:${ports.mlflow}`,
    STACK_WAIT_SECONDS: "1",
  });
  equal(code, 1);
  match(
    stdout,
    /MLflow at http:\/\/user@127.0.0.1:\d+\/ does not answer yet \(connection refused\): waiting up to 1 s/,
  );
  match(stderr, /^Cannot start as MLflow at .* does not answer .*MLFLOW_TRACKING_URI/);
  ok(!`${stdout}${stderr}`.includes("secret"));
  ok(!stderr.includes("    at "));
  await Deno.remove(directory, { recursive: true });
});

Deno.test("a database that is not there is named in a sentence, without its password", async () => {
  const { ports, directory, env } = await stackPlace();
  const told = await runTask("start", {
    ...env,
    DATABASE_URL: `postgres://user:secret@127.0.0.1:${ports.postgres}/predictions`,
    STACK_WAIT_SECONDS: "1",
  });
  equal(told.code, 1);
  match(told.stderr, /^Cannot start as PostgreSQL at .* does not answer .*DATABASE_URL/);
  ok(!`${told.stdout}${told.stderr}`.includes("secret"));
  ok(!told.stderr.includes("    at "));
  await Deno.remove(directory, { recursive: true });
});
