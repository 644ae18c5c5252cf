import { equal, match } from "node:assert/strict";
import { framed, rangeOf, shortNumber } from "./frame.ts";

Deno.test("shortNumber() writes as many digits as the step needs, and units of large numbers", () => {
  equal(shortNumber(0.25, 0.05), "0.25");
  equal(shortNumber(1920, 20), "1920");
  equal(shortNumber(150_000, 50_000), "150k");
  equal(shortNumber(2_500_000, 500_000), "2.5M");
  equal(shortNumber(-0, 5), "0");
});

Deno.test("framed() places values between the ends of its axes", () => {
  const svg = framed(
    { title: "t", subtitle: "s" },
    { x: { title: "x", range: [0, 10] }, y: { title: "y", range: [0, 1] } },
    (frame) => [`<g>${frame.points([[0, 0], [10, 1]])}</g>`],
  );
  match(svg, /<g>96\.00,448\.00 612\.00,84\.00<\/g>/);
});

Deno.test("rangeOf() leaves a margin, where all values are one, too", () => {
  const [low, high] = rangeOf([1, 3]);
  equal(low < 1 && high > 3, true);
  const [one, other] = rangeOf([7, 7]);
  equal(one < 7 && other > 7, true);
});
