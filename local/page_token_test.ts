import { equal, match, notEqual } from "node:assert/strict";
import { pageToken } from "./page_token.ts";

Deno.test("pageToken() makes a token once, which nobody else reads", async () => {
  const directory = await Deno.makeTempDir();
  const made = await pageToken(directory, "");
  match(made, /^[0-9a-f]{32}$/);
  equal(await pageToken(directory, undefined), made);
  if (Deno.build.os !== "windows") {
    equal((await Deno.stat(`${directory}/page-token`)).mode! & 0o777, 0o600);
  }
  await Deno.writeTextFile(`${directory}/page-token`, made.slice(0, 7));
  notEqual(await pageToken(directory, undefined), made.slice(0, 7));
  await Deno.remove(directory, { recursive: true });
});

Deno.test("pageToken() takes the one that is given", async () => {
  equal(await pageToken("/nowhere", "a token of my own"), "a token of my own");
});
