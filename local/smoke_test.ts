import { equal, match } from "node:assert/strict";

/** Answers at the page's port, unless somebody does so already: either is what the test needs. */
function somebody(): AsyncDisposable {
  try {
    const server = Deno.serve(
      { hostname: "127.0.0.1", port: 8501, onListen() {} },
      () => new Response("somebody else's"),
    );
    return { [Symbol.asyncDispose]: () => server.shutdown() };
  } catch (error) {
    if (!(error instanceof Deno.errors.AddrInUse)) throw error;
    return { [Symbol.asyncDispose]: () => Promise.resolve() };
  }
}

Deno.test("smoke tries no stack that runs already, and stops none", async () => {
  await using _ = somebody();
  // It may run nothing: neither start nor stop.
  const { code, stderr } = await new Deno.Command("deno", {
    args: [
      "run",
      "--quiet",
      "--no-check",
      "--no-prompt",
      "--allow-net=localhost:8000,localhost:8501",
      new URL("smoke.ts", import.meta.url).pathname,
    ],
  }).output();
  equal(code, 1);
  match(
    new TextDecoder().decode(stderr),
    /^Cannot try the stack as http:\/\/localhost:8\d{3} must be free/,
  );
});
