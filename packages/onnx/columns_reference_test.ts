import { deepEqual, equal, ok } from "node:assert/strict";
import { referenceTest, runPython } from "@mlops/testing/reference";
import { encodeForest } from "./encode_forest.ts";
import type { GraphColumn } from "./graph_column.ts";
import { readTreeModel } from "./read_tree_model.ts";
import { goldenForest, type GoldenTree } from "./testing/golden_forest.ts";

const FOLDER = new URL("../../../shared/golden/tables/", import.meta.url).pathname;
const TABLES = ["heart", "imports85", "penguins", "tips"];

/** A golden file beside a golden graph. */
interface GoldenTable {
  readonly kinds: Readonly<Record<string, GraphColumn["kind"]>>;
  readonly categories: Readonly<Record<string, readonly string[]>>;
  readonly order: readonly string[];
  readonly classes: readonly (number | string)[] | null;
  readonly rows: readonly Readonly<Record<string, number | string | boolean | null>>[];
  readonly trees: readonly (GoldenTree & { readonly mgl: readonly number[] })[];
  readonly sklearn: readonly number[];
}

async function readGolden(name: string): Promise<GoldenTable> {
  const text = await Deno.readTextFile(`${FOLDER}onnx-${name}.json`);
  // JSON has no infinity, and no NaN, which thresholds are of a feature that scikit-learn overlooks.
  const { trees, ...rest } = JSON.parse(text, (_, value) => value === "inf" ? Infinity : value);
  const numbers = (list: readonly (number | null)[]) => list.map((value) => value ?? NaN);
  return {
    ...rest,
    trees: trees.map((tree: GoldenTable["trees"][number]) => ({
      ...tree,
      threshold: numbers(tree.threshold),
    })),
  };
}

function encode({ trees, order, kinds, categories, classes }: GoldenTable) {
  const lists = trees.map((tree) => ({
    ...tree,
    // A number's values are no lists.
    value: tree.value.map((value) => Array.isArray(value) ? value : [value]),
  }));
  const forest = goldenForest(lists, order.length, (classes ?? []).map((_, index) => index));
  const missingGoesLeft = Uint8Array.from(trees.flatMap(({ mgl }) => mgl));
  const columns = order.map((name) => ({
    name,
    kind: kinds[name]!,
    categories: categories[name] ?? null,
  }));
  return encodeForest({ ...forest, missingGoesLeft }, { columns, labels: classes ?? [] });
}

function score(bytes: Uint8Array, { rows, order }: GoldenTable): number[] {
  const model = readTreeModel(bytes);
  deepEqual(model.features.map(({ name }) => name), order);
  const cells = rows.flatMap((row) => order.map((name) => row[name] ?? null));
  const prediction = model.predict({
    nRows: rows.length,
    numbers: Float64Array.from(cells, (cell) => typeof cell === "number" ? cell : NaN),
    texts: cells.map((cell) => typeof cell === "string" ? cell : null),
  });
  return [...prediction.values];
}

referenceTest(
  "encodeForest() writes the golden graphs of tables, readTreeModel() scores them as scikit-learn to the last bit",
  ["golden", "python"],
  async (t) => {
    const folder = await Deno.makeTempDir();
    const names = TABLES.map((table) => `onnx-${table}`);
    for (const table of TABLES) {
      const golden = await readGolden(table);
      const bytes = encode(golden);
      await Deno.writeFile(`${folder}/onnx-${table}.onnx`, bytes);
      await t.step(`${table}: scikit-learn's doubles, with a cover for explanations`, () => {
        deepEqual(score(bytes, golden), golden.sklearn);
        ok(typeof readTreeModel(bytes).explainer() === "object");
      });
      await t.step(`${table}: the golden file, which has no doubles, within float32`, async () => {
        const scores = score(await Deno.readFile(`${FOLDER}onnx-${table}.onnx`), golden);
        equal(scores.length, golden.sklearn.length);
        scores.forEach((value, index) => {
          const exact = golden.sklearn[index]!;
          ok(Math.abs(value - exact) <= 1e-6 * Math.max(1, Math.abs(exact)), `${value} ${exact}`);
        });
      });
    }
    const program = await Deno.readTextFile(new URL("testdata/check_tables.py", import.meta.url));
    const report: { name: string; sameGraph: boolean; sameOutputs: Record<string, boolean> }[] =
      JSON
        .parse(await runPython(program, { args: [FOLDER, folder, ...names] }));
    deepEqual(report.map(({ name }) => name), names);
    for (const { name, sameGraph, sameOutputs } of report) {
      await t.step(`${name}: the golden graph, and what ONNX Runtime makes of it`, () => {
        ok(sameGraph);
        ok(Object.values(sameOutputs).every(Boolean), JSON.stringify(sameOutputs));
      });
    }
    await Deno.remove(folder, { recursive: true });
  },
);
