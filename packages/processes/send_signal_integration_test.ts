import { equal } from "node:assert/strict";
import { sendSignal } from "./send_signal.ts";

Deno.test("sendSignal() ends a process, and is of no effect on one that has ended, told or not", async () => {
  const sleeper = new Deno.Command("sleep", { args: ["600"] }).spawn();
  sendSignal(sleeper, "SIGTERM");
  equal((await sleeper.status).signal, "SIGTERM");
  sendSignal(sleeper, "SIGTERM");
  const ended = new Deno.Command("true", { stdout: "piped" }).spawn();
  // Its output is over before its end is told.
  await ended.stdout.cancel();
  sendSignal(ended, "SIGTERM");
  await ended.status;
});
