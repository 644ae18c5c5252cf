import { deepEqual, equal, match, ok } from "node:assert/strict";
import { clientIdOf, uuidV7 } from "./request_id.ts";

Deno.test("uuidV7() writes the time of RFC 9562's example, version and variant", () => {
  match(
    uuidV7(0x017f22e279b0),
    /^017f22e2-79b0-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
  );
});

Deno.test("uuidV7() repeats no id within one millisecond, and sorts them as they were made", () => {
  const ids = Array.from({ length: 10_000 }, () => uuidV7(1));
  equal(new Set(ids).size, 10_000);
  deepEqual(ids.toSorted(), ids);
});

Deno.test("uuidV7() goes on where the clock is set back a little", () => {
  const [first, second] = [uuidV7(1_000_000), uuidV7(999_990)];
  ok(first < second, `${first} ${second}`);
});

Deno.test("uuidV7() draws what follows the count anew for each, so that none tells the next one", () => {
  const tails = Array.from({ length: 10_000 }, () => uuidV7(2).slice(19));
  equal(new Set(tails).size, 10_000);
});

Deno.test("clientIdOf() keeps a client's id that can stand in a header and a log", () => {
  equal(clientIdOf("order-17:b/2"), "order-17:b/2");
});

Deno.test("clientIdOf() keeps no id that is missing, empty, too long or needs escaping", () => {
  for (const given of [null, "", "a".repeat(129), "a b", "é", '"', "a,b", "a\nb"]) {
    equal(clientIdOf(given), null);
  }
});
