import { equal } from "node:assert/strict";
import { freePort } from "@mlops/processes/free_port";
import { readAnswer } from "./read_answer.ts";

/** Begins its body and never ends it, as a busy API server does. */
function endlessBody(): Response {
  return new Response(
    new ReadableStream({
      start: (controller) => controller.enqueue(new TextEncoder().encode('{"items":[')),
    }),
  );
}

Deno.test("readAnswer() misses a body that does not end in time, and a connection that breaks", async () => {
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    (request) => {
      const { pathname } = new URL(request.url);
      if (pathname === "/slow") return endlessBody();
      return pathname === "/ok" ? new Response("all") : new Response("no", { status: 500 });
    },
  );
  const url = `http://127.0.0.1:${server.addr.port}`;
  try {
    equal(await readAnswer(`${url}/ok`), "all");
    equal(await readAnswer(`${url}/broken`), undefined);
    equal(await readAnswer(`${url}/slow`, 50), undefined);
  } finally {
    await server.shutdown();
  }
  equal(await readAnswer(`http://127.0.0.1:${freePort()}`), undefined);
});
