import { AbsoluteErrorCriterion } from "./absolute_error_criterion.ts";
import type { Criterion, TreeRows } from "./criterion.ts";
import { EntropyCriterion } from "./entropy_criterion.ts";
import type { CriterionName } from "../forest_params.ts";
import { FriedmanCriterion } from "./friedman_criterion.ts";
import { GiniCriterion } from "./gini_criterion.ts";
import { PoissonCriterion } from "./poisson_criterion.ts";
import { SquaredErrorCriterion } from "./squared_error_criterion.ts";
import type { ClassTarget, NumberTarget, Target } from "../training_table.ts";

type Make<SomeTarget> = new (rows: TreeRows, target: SomeTarget) => Criterion;

const OF_CLASSES: Partial<Record<CriterionName, Make<ClassTarget>>> = {
  "gini": GiniCriterion,
  "entropy": EntropyCriterion,
  "log_loss": EntropyCriterion,
};

const OF_NUMBERS: Partial<Record<CriterionName, Make<NumberTarget>>> = {
  "squared_error": SquaredErrorCriterion,
  "absolute_error": AbsoluteErrorCriterion,
  "friedman_mse": FriedmanCriterion,
  "poisson": PoissonCriterion,
};

/**
 * Makes the criterion of a tree.
 *
 * @param name The criterion.
 * @param rows The rows of the tree.
 * @param target What the tree is to tell.
 * @returns The criterion.
 * @throws {RangeError} If the criterion is not for such a target.
 */
export function makeCriterion(name: CriterionName, rows: TreeRows, target: Target): Criterion {
  if (target.kind === "classes") {
    const Make = OF_CLASSES[name];
    if (Make !== undefined) return new Make(rows, target);
  } else {
    const Make = OF_NUMBERS[name];
    if (Make !== undefined) return new Make(rows, target);
  }
  throw new RangeError(
    `Cannot fit a forest as ${name} must suit the target: it has ${target.kind}`,
  );
}
