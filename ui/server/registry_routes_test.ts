import { deepEqual, match } from "node:assert/strict";
import { Hono } from "hono";
import type { Registry } from "./registry.ts";
import { registryRoutes } from "./registry_routes.ts";
import type { Person } from "./sign_in/session.ts";

const REGISTRY: Registry = {
  listModels: () => Promise.resolve([]),
  listVersions: () => Promise.resolve([]),
  readEvaluation: () => Promise.resolve({ roc: null, importances: null }),
  moveAlias: () => Promise.reject(new Error("nothing is to be moved")),
};

Deno.test("a client that falls silent amid the body that moves an alias is told so, and left", async () => {
  const slow = [{ maxStallMs: 20, maxMs: 60_000 }, { maxStallMs: 60_000, maxMs: 20 }];
  for (const bounds of slow) {
    const routes = registryRoutes(REGISTRY, "token", {
      modelName: "m",
      tellMove: () => Promise.resolve(),
      report: () => {},
      bodyBounds: { maxBytes: 1024, ...bounds },
    });
    const app = new Hono<{ Variables: { person: Person | null } }>();
    app.use(async (context, next) => {
      context.set("person", null);
      await next();
    });
    app.route("/", routes);
    const { promise: isLeft, resolve } = Promise.withResolvers<void>();
    const body = new ReadableStream({
      start: (controller) => controller.enqueue(new TextEncoder().encode('{"version":')),
      cancel: () => resolve(),
    });
    const headers = { authorization: "Bearer token", "content-type": "application/json" };
    const url = "http://page/models/m/aliases/champion";
    const answer = await app.request(url, { method: "PUT", headers, body });
    const { title, detail } = await answer.json();
    deepEqual([answer.status, title], [408, "Body not taken"]);
    match(detail, /^The body must arrive with.* 20 ms/);
    await isLeft;
  }
});
