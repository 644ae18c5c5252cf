/**
 * The golden models: real files of Python's libraries with rows and answers, and how near each answer
 * must be met. For tests only.
 *
 * @module
 */
import { deepEqual, equal, match, ok, throws } from "node:assert/strict";
import { type Model, ModelError, type Rows } from "@mlops/model";
import type { Bits, GoldenModel, GoldenRows, HostileFile } from "./golden_files.ts";
import { withinBounds } from "./within_bounds.ts";

export {
  type Bits,
  type CopiedGolden,
  copiedGolden,
  type GoldenAnswers,
  type GoldenModel,
  goldenNames,
  type GoldenRows,
  type HostileFile,
  readGolden,
  readHostile,
} from "./golden_files.ts";

/**
 * Lays golden rows out as a model takes them.
 *
 * @param model What the columns must suit.
 * @param codes Codes that the texts of a column stand for, by its name, where the model takes codes.
 */
export function toRows(
  { columns, rows }: GoldenRows,
  model: Pick<Model, "features">,
  codes: { readonly [column: string]: readonly string[] } = {},
): Rows {
  const cells = rows.flat();
  const at = (index: number) => model.features[index % columns.length]!;
  const numbers = Float64Array.from(cells, (cell, index) => {
    if (cell === null) return NaN;
    const list = codes[columns[index % columns.length]!];
    if (list !== undefined && typeof cell === "string") {
      return list.includes(cell) ? list.indexOf(cell) : NaN;
    }
    if (typeof cell !== "string" || at(index).type !== "bytes") {
      return cell === "inf" ? Infinity : cell === "-inf" ? -Infinity : Number(cell);
    }
    return NaN;
  });
  const hasTexts = model.features.some(({ type }) => type === "bytes");
  const texts = cells.map((cell, index) =>
    at(index).type === "bytes" && typeof cell === "string" ? cell : null
  );
  return { nRows: rows.length, numbers, texts: hasTexts ? texts : null };
}

/**
 * Holds a number to Python's.
 *
 * @param found What was computed.
 * @param expected Python's.
 * @param bits How near it must be.
 * @param place Which number it is, for the message.
 */
export function requireNear(found: number, expected: number, bits: Bits, place: string): void {
  const distance = Math.abs(found - expected);
  const limits = {
    exact: 0,
    sigmoid: 3 * ulp(expected),
    exp: 3 * ulp(expected),
    softmax: 8 * ulp(expected),
    log: 1e-14 * Math.max(1, Math.abs(expected)),
    linear: 1e-11 * Math.max(1e-3, Math.abs(expected)),
    f32: 4e-7 * Math.abs(expected),
  };
  ok(Object.is(found, expected) || distance <= limits[bits], `${place}: ${found}, not ${expected}`);
}

function ulp(value: number): number {
  const exponent = Math.floor(Math.log2(Math.max(Math.abs(value), Number.MIN_VALUE)));
  return Math.max(Number.MIN_VALUE, 2 ** (exponent - 52));
}

/**
 * Holds a model's predictions to Python's, as near as the case says.
 *
 * @param golden The case.
 * @param model The model, made of the case's file.
 * @param rows The case's rows.
 */
export async function requirePredictions(
  { name, expected }: GoldenModel,
  model: Model,
  rows: Rows,
): Promise<void> {
  const { values, labels } = await model.predict(rows);
  const { nOutputs } = model;
  const bits = (answer: string) => expected.bits?.[answer] ?? "exact";
  if (expected.classes) deepEqual(model.classes, expected.classes);
  equal(values.length, rows.nRows * nOutputs);
  expected.predict_proba?.forEach((row, r) =>
    row.forEach((p, k) => {
      requireNear(
        values[r * nOutputs + k]!,
        p,
        bits("predict_proba"),
        `${name} row ${r} class ${k}`,
      );
    })
  );
  const labelOf = (row: number) => {
    const own = values.subarray(row * nOutputs, (row + 1) * nOutputs);
    return model.classes[labels?.[row] ?? own.indexOf(Math.max(...own))];
  };
  expected.predict?.forEach((answer, r) => {
    const place = `${name} row ${r}`;
    if (Array.isArray(answer)) {
      answer.forEach((p, k) => requireNear(values[r * nOutputs + k]!, p, bits("predict"), place));
    } else if (expected.classes || model.task === "classification" && nOutputs > 2) {
      equal(labelOf(r), answer, place);
    } else {
      requireNear(values[r * nOutputs + nOutputs - 1]!, Number(answer), bits("predict"), place);
    }
  });
}

/**
 * Holds a model's margins to Python's, as near as the case says.
 *
 * @param golden The case.
 * @param scores Margins, row-major.
 */
export function requireScores({ name, expected }: GoldenModel, scores: Float64Array): void {
  const raw = (expected.raw ?? []).flat();
  equal(scores.length, raw.length);
  raw.forEach((margin, i) =>
    requireNear(scores[i]!, margin, expected.bits?.["raw"] ?? "exact", `${name} margin ${i}`)
  );
}

/**
 * Holds a model's explanations to Python's.
 *
 * @param golden The case.
 * @param rows The case's rows.
 * @param tolerance Most difference, relative to max(1, |value|).
 * @param factor What contributions are multiplied with before: LightGBM explains the sum of a forest.
 */
export function requireContributions(
  { name, expected }: GoldenModel,
  model: Model,
  rows: Rows,
  tolerance: number,
  factor = 1,
): void {
  if (!expected.shap) return;
  const explainer = model.explainer();
  if (typeof explainer === "string") throw new Error(`${name}: ${explainer}`);
  const { values, base } = expected.shap;
  const near = (found: number, wanted: number, place: string) => {
    const limit = tolerance * Math.max(1, Math.abs(wanted));
    ok(Math.abs(found * factor - wanted) <= limit, `${name} ${place}: ${found}, not ${wanted}`);
  };
  base.forEach((value, k) => near(explainer.baseValue(k), value, `base ${k}`));
  expected.shap.rows.forEach((row, r) => {
    values[r]!.forEach((ofOutput, k) => {
      const found = explainer.contributions(rows, row, k);
      ofOutput.forEach((value, i) => near(found[i]!, value, `row ${row} output ${k} feature ${i}`));
    });
  });
}

/**
 * Holds a reader to refusing a hostile file: by a `ModelError` with the fault, fast and in little memory.
 *
 * @param hostile The file.
 * @param fault What the message must name.
 */
export function requireRefusal(
  { file, bytes }: HostileFile,
  read: (bytes: Uint8Array) => unknown,
  fault: RegExp,
): void {
  withinBounds({ ms: 300, bytes: 60e6 }, () => {
    throws(() => read(bytes), (error: Error) => {
      if (!(error instanceof ModelError)) throw error;
      match(error.message, fault, file);
      return true;
    }, `${file} must be refused: was read`);
  }, file);
}
