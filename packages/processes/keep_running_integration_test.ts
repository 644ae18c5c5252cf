import { equal } from "node:assert/strict";
import { keepRunning } from "./keep_running.ts";

Deno.test("keepRunning() leaves no process to whoever stops it while one is started again", async () => {
  const directory = await Deno.makeTempDir();
  const asked = Promise.withResolvers<void>();
  const answer = Promise.withResolvers<boolean>();
  let nAsked = 0;
  const pids: number[] = [];
  const kept = await keepRunning({
    name: "Sleeper",
    program: "sleep",
    args: ["600"],
    env: {},
    logFile: `${directory}/log`,
    stopSignal: "SIGTERM",
    isReady() {
      if (++nAsked === 1) return Promise.resolve(true);
      asked.resolve();
      return answer.promise;
    },
  }, {
    say: () => {},
    onStart: ({ pid }) => Promise.resolve(void pids.push(pid)),
    firstPauseMs: 1,
  });
  Deno.kill(pids[0]!, "SIGKILL");
  await asked.promise;
  // The second is there, and says that it is ready when nobody wants it any more.
  const stopped = kept.stop();
  answer.resolve(true);
  await stopped;
  equal(kept.state, "stopped");
  equal(pids.length, 1);
  await Deno.remove(directory, { recursive: true });
});
