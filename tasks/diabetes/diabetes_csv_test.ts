import { DIABETES_CSV } from "@mlops/tasks/diabetes/data";
import { equal } from "node:assert/strict";

Deno.test("DIABETES_CSV has the bytes that data/README.md names", async () => {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(DIABETES_CSV));
  equal(
    new Uint8Array(digest).toHex(),
    "bf81d06e0c0512662862248241ab46d7c29258c6ceaad32f3cab56b52a17fdab",
  );
});
