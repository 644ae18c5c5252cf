import { equal, match } from "node:assert/strict";
import { surviveRejections } from "./survive_rejections.ts";

Deno.test("surviveRejections() reports a promise that nobody handles, and the process goes on", async () => {
  const { promise, resolve } = Promise.withResolvers<string>();
  const stop = surviveRejections(resolve);
  // Made and left: whoever made it forgot it.
  void Promise.reject(new TypeError("the file is gone"));
  match(await promise, /^TypeError: the file is gone/);
  stop();
});

Deno.test("surviveRejections() reports what is no error, too", async () => {
  const { promise, resolve } = Promise.withResolvers<string>();
  const stop = surviveRejections(resolve);
  void Promise.reject("gone");
  equal(await promise, "gone");
  stop();
});
