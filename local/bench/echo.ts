/**
 * An empty service: Hono parses a JSON body and sends it back. `POST /predict` is measured beside it.
 *
 * @module
 */
import { Hono } from "hono";

const app = new Hono();
app.post("/predict", async (context) => context.json(await context.req.json()));
Deno.serve({ hostname: "127.0.0.1", port: Number(Deno.env.get("PORT")) }, app.fetch);
