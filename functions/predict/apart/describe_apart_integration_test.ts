import { deepEqual, equal, ok, rejects } from "node:assert/strict";
import { ModelFormatError } from "@mlops/mlflow";
import { ownFiles } from "../run/own_files.ts";
import { scorerCommand } from "../run/scorer_command.ts";
import { describeApart } from "./describe_apart.ts";

const FLAVORS = "flavors:\n  onnx:\n    data: model.onnx\n";

function describe(text: string, timeMs = 60_000) {
  return describeApart({ command: scorerCommand(ownFiles()), timeMs })(text);
}

/** Counts the turns of this thread's event loop while something is awaited. */
async function turnsDuring(work: Promise<unknown>): Promise<number> {
  let nTurns = 0;
  const timer = setInterval(() => nTurns++, 1);
  await work;
  clearInterval(timer);
  return nTurns;
}

Deno.test("a description is read apart as it is here", async () => {
  const text = FLAVORS +
    'signature:\n  inputs: "[{\\"type\\": \\"double\\", \\"name\\": \\"é\\"}]"\n' +
    "metadata:\n  classes: [a, é]\n  features: [{name: é, quantiles: [0, 1.5]}]\n";
  const { flavors, signature, metadata } = await describe(text);
  deepEqual(flavors, { onnx: { data: "model.onnx" } });
  deepEqual(signature?.inputs, [{ name: "é", type: "double", dtype: null, shape: null }]);
  deepEqual(metadata.classes, ["a", "é"]);
  deepEqual(metadata.features, [{ name: "é", quantiles: [0, 1.5] }]);
});

Deno.test("hostile descriptions are refused within bounds, while this thread goes on", async () => {
  const texts = {
    "lists in a line": [`${FLAVORS}x: [${"[],".repeat(300_000)}]\n`, /memory|values/],
    "mappings that never end": [`${FLAVORS}x: {${"a: {b: 1}, ".repeat(80_000)}`, /memory|YAML/],
    "many values": [`${FLAVORS}    x:\n${"    - 1\n".repeat(210_000)}`, /at most 200000 values/],
    "a signature of empty lists": [
      `${FLAVORS}signature:\n  inputs: '[${"[],".repeat(900_000)}[]]'\n`,
      /inputs\[0\]" must be an object/,
    ],
    "a signature of many columns": [
      `${FLAVORS}signature:\n  inputs: '[${'{"type":"a"},'.repeat(250_000)}{"type":"a"}]'\n`,
      /values|memory/,
    ],
  } as const;
  for (const [name, [text, found]] of Object.entries(texts)) {
    const refused = rejects(
      describe(text),
      (error) => error instanceof ModelFormatError && found.test(error.message),
      name,
    );
    ok(await turnsDuring(refused) > 10, name);
  }
});

Deno.test("a description that takes too long is refused", async () => {
  await rejects(describe(`${FLAVORS}x: [${"1,".repeat(50_000)}]\n`, 1), (error) => {
    equal(
      (error as Error).message,
      "Cannot read model description as MLmodel must be read within 1 ms: did not",
    );
    return true;
  });
});
