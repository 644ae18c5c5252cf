import type { Explanation } from "./scorer.ts";

/**
 * Tells why a case has the class that is shown of it. Of two classes the second one is explained; what
 * speaks for the one speaks against the other.
 *
 * @param explanation What is explained.
 * @param label The predicted class, as text; empty where there is none.
 * @param classes The model's classes, as text.
 * @param isVerdict Whether the second class is the one that is always shown.
 * @returns The explanation of the predicted class.
 */
export function ofPredictedClass(
  explanation: Explanation,
  { label, classes, isVerdict }: {
    readonly label: string;
    readonly classes: readonly string[];
    readonly isVerdict: boolean;
  },
): Explanation {
  const { base, space, contributions } = explanation;
  if (isVerdict || space === "value" || classes.length !== 2 || label !== classes[0]) {
    return explanation;
  }
  return {
    ...explanation,
    base: space === "probability" ? 1 - base : -base,
    contributions: contributions.map(({ feature, contribution }) => ({
      feature,
      contribution: -contribution,
    })),
  };
}
