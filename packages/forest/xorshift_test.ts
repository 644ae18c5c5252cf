import { deepEqual, equal } from "node:assert/strict";
import { RandomState } from "./random_state.ts";
import { Xorshift } from "./xorshift.ts";

Deno.test("integer() draws scikit-learn's stream", () => {
  const seed = new RandomState(1608637542).randint(0, 2147483647);
  equal(seed, 1952926171);
  const random = new Xorshift(seed);
  deepEqual(Array.from({ length: 5 }, () => random.integer(0, 2147483648)), [
    919636437,
    1521319456,
    1480709652,
    854052341,
    544228217,
  ]);
});

Deno.test("integer() takes the remainder within the bounds", () => {
  const random = new Xorshift(1952926171);
  equal(random.integer(3, 8), 3 + 919636437 % 5);
  equal(random.integer(2, 9), 2 + 1521319456 % 7);
});

Deno.test("integer() takes the seed 0 for 1", () => {
  equal(new Xorshift(0).integer(0, 1000), new Xorshift(1).integer(0, 1000));
});
