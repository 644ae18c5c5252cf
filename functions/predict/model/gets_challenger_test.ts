import { equal } from "node:assert/strict";
import { getsChallenger, placeOf, readTraffic } from "./gets_challenger.ts";

Deno.test("getsChallenger() gives the same id the same version on every instance", () => {
  equal(placeOf("order-17"), placeOf("order-17"));
  equal(placeOf("order-17").toFixed(6), "0.250278");
  equal(placeOf("order-18").toFixed(6), "0.671889");
  equal(getsChallenger("order-17", 0.26), true);
  equal(getsChallenger("order-17", 0.25), false);
});

Deno.test("readTraffic() takes a number in [0, 1], and nothing for none", () => {
  equal(readTraffic({ traffic: "0.25" }), 0.25);
  equal(readTraffic({}), 0);
  for (const traffic of ["", " ", "a tenth", "1.01", "-0.1", "NaN"]) {
    equal(readTraffic({ traffic }), null, traffic);
  }
});
