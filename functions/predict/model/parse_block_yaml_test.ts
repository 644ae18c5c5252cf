import { deepEqual, equal } from "node:assert/strict";
import fc from "fast-check";
import { parse, stringify } from "yaml";
import { parseBlockYaml } from "./parse_block_yaml.ts";

Deno.test("parseBlockYaml() reads what MLflow writes", () => {
  deepEqual(
    parseBlockYaml(`artifact_path: model
flavors:
  onnx:
    code: null
    providers:
    - CUDAExecutionProvider
    - CPUExecutionProvider
metadata:
  classes:
  - 0
  - 1
  features:
  - default: 3
    label: Glucose (mg/dL)
    edges:
    - 0
    - 0.85
    - -1.5
  - name: 'it''s'
run_id: 22ebaf7c4bd740a6a1cbb3d882c7da9b
mlflow_version: 2.17.2
label: Épaisseur peau (mm)
signature:
  inputs: '[{"type": "tensor"}]'
  params: null
`),
    {
      "artifact_path": "model",
      flavors: {
        onnx: { code: null, providers: ["CUDAExecutionProvider", "CPUExecutionProvider"] },
      },
      metadata: {
        classes: [0, 1],
        features: [
          { default: 3, label: "Glucose (mg/dL)", edges: [0, 0.85, -1.5] },
          { name: "it's" },
        ],
      },
      "run_id": "22ebaf7c4bd740a6a1cbb3d882c7da9b",
      "mlflow_version": "2.17.2",
      label: "Épaisseur peau (mm)",
      signature: { inputs: '[{"type": "tensor"}]', params: null },
    },
  );
});

Deno.test("parseBlockYaml() reads what the trainer writes of a table: its names, its numbers and its digest", () => {
  deepEqual(
    parseBlockYaml(`metadata:
  classes: []
  dataset:
    digest: 0d9f9ac1ae6eacfcb1dcbbbf53a2de1349bc996b8bb86b7b7dbbc49748d44fb4
    name: wide.csv
  dropped: []
  features:
  - name: y
    quantiles:
    - -2.5e-07
    - 1.0e+30
  golden_rows:
  - values:
      Age (years): 41
      Height [m]: 1.7
      'Score, %: all': 2
      '0': 3
      __proto__: 1
`),
    {
      metadata: {
        classes: [],
        dataset: {
          digest: "0d9f9ac1ae6eacfcb1dcbbbf53a2de1349bc996b8bb86b7b7dbbc49748d44fb4",
          name: "wide.csv",
        },
        dropped: [],
        features: [{ name: "y", quantiles: [-2.5e-7, 1e30] }],
        "golden_rows": [{
          values: {
            "Age (years)": 41,
            "Height [m]": 1.7,
            "Score, %: all": 2,
            "0": 3,
            ["__proto__"]: 1,
          },
        }],
      },
    },
  );
});

Deno.test("parseBlockYaml() leaves to a whole parser what it does not know", () => {
  for (
    const text of [
      "",
      "a: [1]",
      "a: {b: 1}",
      'a: "b"',
      "a: |\n  b\n",
      "a: &x 1",
      "a: *x",
      "a: yes",
      "a: 1e3",
      "a: 2222222222222222222222222222e222",
      `a: ${"2".repeat(60)}e222`,
      "null: 1",
      "yes: 1",
      "12: 1",
      "a: {}",
      "a: 0x10",
      "a: 010",
      "a: 2026-11-25",
      "a: 'open",
      "a: b # comment",
      "a: 1\na: 2",
      "? a\n: 1",
      "a: 1\n  b: 2",
      "a:\n    - 1\n  - 2",
      "- - 1",
      "--- \na: 1",
    ]
  ) equal(parseBlockYaml(text), undefined, text);
});

Deno.test("parseBlockYaml() agrees with a whole parser wherever it answers", () => {
  const scalar = fc.oneof(
    fc.integer(),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.boolean(),
    fc.constant(null),
    fc.string({ maxLength: 8 }),
    fc.constantFrom("yes", "é", "mg/dL", "a b", "1", "-", "- a", "a: b", "'", "#", "~", "1.5"),
  );
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof(
      { depthSize: "small" },
      scalar,
      fc.array(tie("value"), { maxLength: 3 }),
      fc.dictionary(
        fc.oneof(fc.stringMatching(/^[a-z_]{1,4}$/), fc.string({ minLength: 1, maxLength: 6 })),
        tie("value"),
        { maxKeys: 3 },
      ),
    ),
  }));
  let answered = 0;
  fc.assert(
    fc.property(value, fc.boolean(), (made, indentSeq) => {
      const text = stringify(made, { indentSeq, lineWidth: 0, singleQuote: true });
      const parsed = parseBlockYaml(text);
      if (parsed === undefined) return;
      answered++;
      deepEqual(parsed, parse(text));
    }),
    { numRuns: 2_000 },
  );
  equal(answered > 100, true, `${answered} of 2000 were answered`);
});
