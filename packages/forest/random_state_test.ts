import { deepEqual, equal, throws } from "node:assert/strict";
import { checkSeed, RandomState } from "./random_state.ts";

Deno.test("uint32() draws MT19937's stream for an integer seed", () => {
  const random = new RandomState(42);
  deepEqual(Array.from({ length: 8 }, () => random.uint32()), [
    1608637542,
    3421126067,
    4083286876,
    787846414,
    3143890026,
    3348747335,
    2571218620,
    2563451924,
  ]);
});

Deno.test("uint32() goes on after the whole state is used", () => {
  const random = new RandomState(5489);
  let last = 0;
  for (let draw = 0; draw < 10_000; draw++) last = random.uint32();
  // ISO C++ [rand.predef]: the 10 000th value of a default mt19937, whose seed is 5489.
  equal(last, 4123659995);
});

Deno.test("randint() rejects what is above the bound, as NumPy", () => {
  const wide = new RandomState(42);
  deepEqual(Array.from({ length: 5 }, () => wide.randint(0, 2147483647)), [
    1608637542,
    1273642419,
    1935803228,
    787846414,
    996406378,
  ]);
  const narrow = new RandomState(42);
  deepEqual(
    Array.from({ length: 8 }, () => narrow.randint(0, 100)),
    [51, 92, 14, 71, 60, 20, 82, 86],
  );
  equal(narrow.uint32(), 249467210);
  const bootstrap = new RandomState(1608637542);
  deepEqual(Array.from({ length: 12 }, () => bootstrap.randint(0, 614)), [
    475,
    41,
    332,
    231,
    604,
    370,
    540,
    596,
    6,
    324,
    338,
    307,
  ]);
});

Deno.test("randint() draws nothing for a single value, and whole words for the widest range", () => {
  const random = new RandomState(42);
  equal(random.randint(7, 8), 7);
  equal(random.randint(0, 2 ** 32), 1608637542);
});

Deno.test("permutation() shuffles from the end, as NumPy", () => {
  const random = new RandomState(42);
  deepEqual([...random.permutation(10)], [8, 1, 5, 0, 7, 2, 9, 4, 3, 6]);
  equal(random.uint32(), 669991378);
});

Deno.test("checkSeed() names the bound and the value", () => {
  checkSeed(0, "split");
  checkSeed(4294967295, "split");
  throws(() => checkSeed(-1, "split"), {
    name: "RangeError",
    message: "Cannot split as randomState must be an integer in [0, 4294967295]: is -1",
  });
  throws(() => checkSeed(2 ** 32, "split"), /is 4294967296/);
  throws(() => checkSeed(0.5, "split"), /is 0.5/);
});
