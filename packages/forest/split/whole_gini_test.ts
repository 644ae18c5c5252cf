import { equal } from "node:assert/strict";
import { gini } from "../criteria/gini.ts";
import { WholeGini } from "./whole_gini.ts";
import { RandomState } from "../random_state.ts";
import { joinClasses } from "./weighted_classes.ts";

Deno.test("gini() is 0 for a pure node and 1/2 for a fair coin", () => {
  equal(gini(Float64Array.of(8, 0), 8), 0);
  equal(gini(Float64Array.of(4, 4), 8), 0.5);
});

Deno.test("moveLeft() keeps the bits of a sum over the classes", () => {
  const random = new RandomState(11);
  const nClasses = 4;
  const classOf = Int32Array.from({ length: 500 }, () => random.randint(0, nClasses));
  const weights = Float64Array.from({ length: 500 }, () => random.randint(1, 6));
  const counts = [new Float64Array(nClasses), new Float64Array(nClasses)] as const;
  classOf.forEach((c, row) => counts[1][c]! += weights[row]!);
  const total = weights.reduce((sum, weight) => sum + weight);
  const samples = Int32Array.from({ length: 500 }, (_, row) => row);
  const classes = joinClasses(weights, { kind: "classes", classOf, nClasses });
  const criterion = new WholeGini(samples, classes!);
  criterion.startNode(0, 500);
  criterion.reset();
  let moved = 0;
  for (const row of random.permutation(500).subarray(1)) {
    criterion.moveLeft(classOf[row]!, weights[row]!);
    counts[0][classOf[row]!]! += weights[row]!;
    counts[1][classOf[row]!]! -= weights[row]!;
    moved += weights[row]!;
    const [left, right] = [gini(counts[0], moved), gini(counts[1], total - moved)];
    equal(criterion.leftImpurity, left);
    equal(criterion.rightImpurity, right);
    equal(criterion.proxyImprovement, -(total - moved) * right - moved * left);
  }
});
