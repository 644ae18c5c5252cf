import { runTask } from "@mlops/testing/started_stack";
import { equal, match } from "node:assert/strict";
import deno from "../deno.json" with { type: "json" };

/** What builds and checks this repository itself; the checklist's command begins with a variable. */
const OF_THE_REPOSITORY = /^(build:.*|check|check:.*|checklist|e2e:.*|manifests:record)$/;

Deno.test("every command tells how it is used where --help asks, and does nothing", async (context) => {
  const names = Object.keys(deno.tasks).filter((name) => !OF_THE_REPOSITORY.test(name));
  for (const name of names) {
    await context.step(name, async () => {
      const { code, stdout, stderr } = await runTask(name, {}, ["--help"]);
      equal(code, 0, stderr);
      match(stdout, new RegExp(`deno task (${name}|\\w+)`));
    });
  }
});

Deno.test("a command that takes no arguments does nothing where it is given one", async () => {
  for (const name of ["stop", "status"]) {
    const { code, stderr } = await runTask(name, {}, ["--fast"]);
    equal(code, 2);
    match(stderr, /Usage: deno task/);
  }
});

Deno.test("a command that starts the stack or a part of it ends with 2 where its settings are wrong", async () => {
  for (const [name, variable] of [["start", "UI_PORT"], ["predict", "PORT"]] as const) {
    const { code, stderr } = await runTask(name, { [variable]: "x" });
    equal(code, 2, stderr);
    match(stderr, new RegExp(`configuration is wrong: ${variable} must be an integer`));
  }
});
