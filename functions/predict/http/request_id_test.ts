import { deepEqual, equal, match, notEqual } from "node:assert/strict";
import { requestIdOf, uuidV7 } from "./request_id.ts";

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

Deno.test("requestIdOf() keeps a client's id that can stand in a header and a log", () => {
  equal(requestIdOf("order-17:b/2"), "order-17:b/2");
});

Deno.test("requestIdOf() replaces ids that are missing, empty, too long or need escaping", () => {
  for (const given of [null, "", "a".repeat(129), "a b", "é", '"', "a,b"]) {
    notEqual(requestIdOf(given), given);
    equal(requestIdOf(given).length, 36);
  }
});
