import type { Explainer, Label, Prediction, Rows } from "@mlops/model";
import { PythonGlobal, PythonObject } from "@mlops/pickle";
import type { ColumnTraits } from "./column_traits.ts";
import type { Estimator } from "./estimator.ts";
import { explainSum } from "./explain_sum.ts";
import { readNumpyFunction } from "./function_transformer.ts";
import type { Predictor } from "./predictor.ts";

/** What leads from the regression's value back to the target's: along a line, or along a curve. */
interface WayBack {
  readonly of: (value: number) => number;
  /** Of a line: what it multiplies with, and what it adds. */
  readonly line: { readonly slope: number; readonly start: number } | null;
}

/**
 * Reads a regression of a target that was transformed before, e.g. of its logarithm.
 *
 * @param estimator A TransformedTargetRegressor.
 * @returns What predicts as it does.
 * @throws {ModelError} If the target was transformed by a function of the trainer's own.
 */
export function readTransformedTarget(estimator: Estimator): Predictor {
  estimator.version;
  const inner = estimator.parts.predictor(
    estimator.value("regressor_"),
    `${estimator.path}.regressor_`,
  );
  if (inner.output !== "value") throw estimator.fault("must have a regression as its regressor_");
  const transformer = estimator.open(estimator.value("transformer_"), "transformer_");
  return new TransformedTarget(inner, readWayBack(transformer));
}

function readWayBack(transformer: Estimator): WayBack {
  switch (transformer.name) {
    case "FunctionTransformer":
      return readInverse(transformer);
    case "StandardScaler":
      return alongLine(
        transformer.boolean("with_std") ? one(transformer, "scale_") : 1,
        transformer.boolean("with_mean") ? one(transformer, "mean_") : 0,
      );
    case "RobustScaler":
      return alongLine(
        transformer.boolean("with_scaling") ? one(transformer, "scale_") : 1,
        transformer.boolean("with_centering") ? one(transformer, "center_") : 0,
      );
    case "MaxAbsScaler":
      return alongLine(one(transformer, "scale_"), 0);
    case "MinMaxScaler": {
      const [scale, min] = [one(transformer, "scale_"), one(transformer, "min_")];
      return {
        of: (value) => (value - min) / scale,
        line: { slope: 1 / scale, start: -min / scale },
      };
    }
  }
  throw transformer.fault(
    `transforms the target, which is not supported of a ${transformer.name}: use one of NumPy's ` +
      "functions or a scaler",
    "unsupported",
  );
}

function readInverse(transformer: Estimator): WayBack {
  const inverse = transformer.optional("inverse_func");
  if (inverse === null) return alongLine(1, 0);
  const call = inverse instanceof PythonGlobal ? readNumpyFunction(inverse) : undefined;
  if (call !== undefined) return { of: call, line: null };
  const name = inverse instanceof PythonObject ? inverse.className : "one of your own";
  throw transformer.fault(
    `leads the target back by a function that is not supported (${name}): use one of NumPy's`,
    "unsupported",
  );
}

function alongLine(slope: number, start: number): WayBack {
  return { of: (value) => value * slope + start, line: { slope, start } };
}

function one(transformer: Estimator, name: string): number {
  return transformer.numbers(name, 1)[0]!;
}

class TransformedTarget implements Predictor {
  readonly kind: string;
  readonly columns: readonly ColumnTraits[];
  readonly classes: readonly Label[] = [];
  readonly output = "value";
  readonly rounding: number;
  readonly hasScores = false;
  readonly #inner: Predictor;
  readonly #back: WayBack;

  constructor(inner: Predictor, back: WayBack) {
    this.#inner = inner;
    this.#back = back;
    this.kind = `TransformedTargetRegressor ${inner.kind}`;
    this.columns = inner.columns;
    this.rounding = Math.max(inner.rounding, 1e-11);
  }

  predict(rows: Rows): Prediction {
    return { values: this.#inner.predict(rows).values.map(this.#back.of), labels: null };
  }

  scores(): null {
    return null;
  }

  /** A line carries contributions along; behind a curve they are those of the transformed target. */
  explainer(): Explainer | string {
    const explainer = this.#inner.explainer();
    if (typeof explainer === "string") return explainer;
    const { line } = this.#back;
    const isLine = line !== null && explainer.space === "value";
    const { slope, start } = isLine ? line : { slope: 1, start: 0 };
    return explainSum([{
      explainer,
      columns: null,
      of: () => [{ output: 0, weight: slope }],
    }], {
      space: isLine ? "value" : "margin",
      nOutputs: 1,
      nFeatures: this.columns.length,
      start: () => start,
    });
  }
}
