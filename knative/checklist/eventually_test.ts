import { equal, rejects } from "node:assert/strict";
import { eventually } from "./eventually.ts";

/** Looks at what holds from one look on, and counts. */
function holdingFrom(first: number) {
  const counted = { looks: 0, look: () => Promise.resolve("") };
  counted.look = () =>
    ++counted.looks < first
      ? Promise.reject(new Error(`not at look ${counted.looks}`))
      : Promise.resolve("now");
  return counted;
}

Deno.test("eventually() looks again until it holds", async () => {
  const counted = holdingFrom(3);
  equal(await eventually(60_000, counted.look, 1), "now");
  equal(counted.looks, 3);
});

Deno.test("eventually() tells the last reason in the end", async () => {
  await rejects(eventually(0, holdingFrom(2).look), { message: "not at look 1" });
  await rejects(eventually(3, holdingFrom(9).look, 2), { message: "not at look 3" });
});
