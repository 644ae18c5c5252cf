import { deepEqual, equal, match } from "node:assert/strict";
import { temporaryServer } from "@mlops/testing/temporary_server";

const API = "/api/2.0/mlflow";

Deno.test("a body that would take long to parse is refused before it is parsed", async () => {
  using server = temporaryServer();
  const keys = Array.from({ length: 25_000 }, (_, index) => [`k${index}`, 1]);
  const containers = { name: "x", tags: Array(100_000).fill([]) };
  for (const body of [Object.fromEntries(keys), containers]) {
    const response = await server.send("POST", `${API}/experiments/create`, body);
    equal(response.status, 413);
    match((await response.json()).message, /must have at most \d+ /);
  }
});

Deno.test("a body that is too large by its own account is refused before it is read", async () => {
  using server = temporaryServer({ maxBodyBytes: 100 });
  let isRead = false;
  const body = new ReadableStream({ pull: () => void (isRead = true) }, { highWaterMark: 0 });
  const headers = { "content-type": "application/json", "content-length": "101" };
  const init = { method: "POST", headers, body };
  const response = await server.fetch(
    new Request(`http://tracking${API}/experiments/create`, init),
  );
  deepEqual([response.status, isRead], [413, false]);
});
