import { deepEqual, equal, ok } from "node:assert/strict";
import { type ForestTrees } from "@mlops/forest";
import { EnsembleScorer } from "@mlops/trees";
import { referenceTest, runPython } from "@mlops/testing/reference";
import { decodeForest } from "./decode_forest.ts";
import { encodeForest } from "./encode_forest.ts";
import { goldenForest, type GoldenTree } from "./testing/golden_forest.ts";
import { ProtobufReader } from "./protobuf_reader.ts";

async function runProgram(name: string, args: string[]): Promise<string> {
  const program = await Deno.readTextFile(new URL(`testdata/${name}`, import.meta.url));
  return await runPython(program, { args });
}

async function readForest(path: string): Promise<ForestTrees> {
  const { trees, nFeatures, classes }: {
    trees: GoldenTree[];
    nFeatures: number;
    classes: number[];
  } = JSON.parse(await Deno.readTextFile(path));
  return goldenForest(trees, nFeatures, classes);
}

async function read(path: string): Promise<ArrayBuffer> {
  return (await Deno.readFile(path)).buffer;
}

/** Serialised first node of a model: field 1 of its field 7. */
function firstNode(bytes: Uint8Array): Uint8Array {
  const model = new ProtobufReader(bytes);
  while (model.next() && model.field !== 7) model.skip();
  const graph = model.message();
  ok(graph.next() && graph.field === 1);
  return graph.bytes();
}

function countDifferences(one: Float64Array, other: Float64Array): number {
  equal(one.length, other.length);
  return one.reduce((count, value, index) => count + Number(value !== other[index]), 0);
}

referenceTest(
  "encodeForest() writes what ONNX Runtime scores as scikit-learn, decodeForest() reads it back to the last bit",
  ["python"],
  async (t) => {
    const folder = await Deno.makeTempDir();
    const names: string[] = JSON.parse(await runProgram("fit_forests.py", [folder]));
    for (const name of names) {
      const forest = await readForest(`${folder}/${name}.json`);
      await Deno.writeFile(`${folder}/${name}.onnx`, encodeForest(forest));
    }
    const checked: {
      name: string;
      difference: number;
      wrongLabels: number;
      isCanonical: boolean;
    }[] = JSON.parse(await runProgram("check_forests.py", [folder, ...names]));
    deepEqual(checked.map(({ name }) => name), names);

    for (const { name, difference, wrongLabels, isCanonical } of checked) {
      await t.step(`${name}: onnx.checker and onnxruntime`, () => {
        ok(difference <= 1e-6, `${difference}`);
        equal(wrongLabels, 0);
        ok(isCanonical);
      });
      await t.step(`${name}: skl2onnx's node, byte for byte`, async () => {
        const forest = await readForest(`${folder}/${name}.json`);
        const node = firstNode(encodeForest({ ...forest, cover: null }));
        deepEqual(node, await Deno.readFile(`${folder}/${name}.node`));
      });
      await t.step(`${name}: scikit-learn's doubles`, async () => {
        const bytes = await Deno.readFile(`${folder}/${name}.onnx`);
        const rows = new Float32Array(await read(`${folder}/${name}.rows`));
        const scores = new EnsembleScorer(decodeForest(bytes)).score(rows);
        equal(countDifferences(scores, new Float64Array(await read(`${folder}/${name}.proba`))), 0);
      });
    }
    await Deno.remove(folder, { recursive: true });
  },
);
