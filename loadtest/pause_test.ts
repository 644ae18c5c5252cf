import { equal, rejects } from "node:assert/strict";
import { pause } from "./pause.ts";

Deno.test("pause() ends by itself, and at once when it is told to", async () => {
  const controller = new AbortController();
  equal(await pause(0, controller.signal), undefined);
  const waiting = pause(1e6, controller.signal);
  controller.abort(new RangeError("enough"));
  await rejects(waiting, RangeError);
  await rejects(pause(1e6, controller.signal), RangeError);
});
