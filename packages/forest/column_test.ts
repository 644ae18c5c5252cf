import { deepEqual, equal } from "node:assert/strict";
import { type Column, ColumnRanker, valueOf } from "./column.ts";
import { RandomState } from "./random_state.ts";

function rank(values: readonly number[]): Column {
  const column = Float32Array.from(values);
  return new ColumnRanker(column.length).rank(column);
}

function plain({ keys, values, missingKey }: Column) {
  return { keys: [...keys], values: Array.from(values!, (value) => value + 0), missingKey };
}

Deno.test("rank() ranks values, equal ones alike, 0 of both signs too", () => {
  const column = rank([3, -0, 3, 0, -7]);
  deepEqual(plain(column), { keys: [2, 1, 2, 1, 0], values: [-7, 0, 3], missingKey: -1 });
});

Deno.test("rank() puts missing values last, those with the sign bit too", () => {
  const negativeNaN = new Float32Array(Uint32Array.of(0xffc00000).buffer)[0]!;
  deepEqual(plain(rank([NaN, 1, negativeNaN])), {
    keys: [1, 0, 1],
    values: [1, NaN],
    missingKey: 1,
  });
});

Deno.test("rank() keeps the values' own bits where they are too many for 16", () => {
  const random = new RandomState(5);
  const numbers = Float32Array.from({ length: 100_000 }, () => random.uint32() / 2 ** 20 - 2000);
  const column = rank([...numbers, NaN]);
  equal(column.values, null);
  deepEqual([...column.keys.subarray(0, -1)].map((key) => valueOf(column, key)), [...numbers]);
  equal(column.keys.at(-1), column.missingKey);
  const byKey = [...column.keys].sort((a, b) => a - b).map((key) => valueOf(column, key));
  deepEqual(byKey, [...numbers.toSorted(), NaN]);
});

Deno.test("rank() sorts as a sort does", () => {
  const random = new RandomState(6);
  const ranker = new ColumnRanker(3000);
  for (let round = 0; round < 5; round++) {
    const numbers = Float32Array.from({ length: 3000 }, () => {
      return (random.randint(0, 2001) - 1000) * 10 ** (random.randint(0, 61) - 30);
    });
    const { keys, values } = ranker.rank(numbers);
    deepEqual(
      [...values!],
      [...new Set(numbers.toSorted())].map((value) => value === 0 ? 0 : value),
    );
    deepEqual([...keys].map((key) => values![key]! + 0), [...numbers].map((value) => value + 0));
  }
});
