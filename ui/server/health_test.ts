import { deepEqual } from "node:assert/strict";
import { readHealth } from "./health.ts";

function ask(answer: Response) {
  return readHealth((_, path) => {
    deepEqual(path, "/health");
    return Promise.resolve(answer);
  }, new Request("http://page/health"));
}

const SENTENCE =
  'Cannot serve "m" version 4 as it must have a flavor of onnx: its flavor is pyfunc';

Deno.test("readHealth() names refused versions by the service's own sentence", async () => {
  deepEqual(
    await ask(Response.json({ status: "healthy", "model_loaded": true, refused: [SENTENCE] })),
    { status: "healthy", service: "healthy", refused: [SENTENCE] },
  );
});

Deno.test("readHealth() says what the service does not answer", async () => {
  const detail = "The prediction service cannot be reached";
  deepEqual(await ask(Response.json({ status: 502, detail }, { status: 502 })), {
    status: "healthy",
    service: detail,
    refused: [],
  });
  deepEqual(await ask(new Response("<html>", { status: 418 })), {
    status: "healthy",
    service: "answers 418",
    refused: [],
  });
});
