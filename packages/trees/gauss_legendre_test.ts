import { equal, ok } from "node:assert/strict";
import { gaussLegendre } from "./gauss_legendre.ts";

Deno.test("gaussLegendre() integrates polynomials up to degree 2 n - 1", () => {
  for (const n of [1, 2, 3, 4, 7, 16, 40]) {
    const { points, weights } = gaussLegendre(n);
    for (let degree = 0; degree < 2 * n; degree++) {
      const integral = points.reduce((sum, t, k) => sum + weights[k]! * t ** degree, 0);
      ok(
        Math.abs(integral - 1 / (degree + 1)) < 4e-16,
        `${n} points, degree ${degree}: ${integral}`,
      );
    }
  }
});

Deno.test("gaussLegendre() does not integrate degree 2 n", () => {
  const { points, weights } = gaussLegendre(2);
  const integral = points.reduce((sum, t, k) => sum + weights[k]! * t ** 4, 0);
  ok(Math.abs(integral - 1 / 5) > 1e-3);
});

Deno.test("gaussLegendre() puts a single point in the middle", () => {
  const { points, weights } = gaussLegendre(1);
  equal(points[0], 0.5);
  equal(weights[0], 1);
});
