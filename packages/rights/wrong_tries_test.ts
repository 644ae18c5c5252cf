import { deepEqual, equal } from "node:assert/strict";
import { WrongTries } from "./wrong_tries.ts";

Deno.test("WrongTries takes a burst, then one each so often", () => {
  const tries = new WrongTries({ burst: 3, secondsEach: 6 });
  const taken: number[] = [];
  for (let second = 0; second < 30; second++) {
    for (let i = 0; i < 4; i++) {
      if (tries.waitSeconds("a", second * 1000) > 0) continue;
      tries.note("a", second * 1000);
      taken.push(second);
    }
  }
  deepEqual(taken, [0, 0, 0, 6, 12, 18, 24]);
  equal(tries.waitSeconds("b", 0), 0);
  equal(tries.waitSeconds("a", 3_600_000), 0);
});

Deno.test("WrongTries says how long to wait, and that is so", () => {
  const tries = new WrongTries({ burst: 2, secondsEach: 10 });
  tries.note("a", 0);
  tries.note("a", 4_000);
  equal(tries.waitSeconds("a", 4_000), 6);
  equal(tries.waitSeconds("a", 9_999), 1);
  equal(tries.waitSeconds("a", 10_000), 0);
});

Deno.test("WrongTries remembers a bounded number of addresses, and forgets the oldest", () => {
  const tries = new WrongTries({ burst: 1, secondsEach: 60, maxAddresses: 3 });
  for (const address of ["a", "b", "c", "d"]) tries.note(address, 0);
  equal(tries.size, 3);
  deepEqual(["a", "b", "c", "d"].map((address) => tries.waitSeconds(address, 0) > 0), [
    false,
    true,
    true,
    true,
  ]);
});

Deno.test("WrongTries counts the addresses of one IPv6 network together", () => {
  const tries = new WrongTries({ burst: 1, secondsEach: 60 });
  tries.note("2001:db8::1", 0);
  for (const address of ["2001:db8::ffff", "2001:0db8:0:0:1::", "2001:DB8:0:0:a:b:c:d"]) {
    equal(tries.waitSeconds(address, 0) > 0, true, address);
  }
  for (const address of ["2001:db8:0:1::1", "::1", "::ffff:10.0.0.1", "10.0.0.1"]) {
    equal(tries.waitSeconds(address, 0), 0, address);
  }
});
