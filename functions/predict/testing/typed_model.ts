import { createHash } from "node:crypto";
import { MlModelFile } from "../model/ml_model_file.ts";
import type { SmallModel } from "./small_models.ts";

const FILE = new URL("./testdata/typed_model.pkl", import.meta.url);

const ML_MODEL = `flavors:
  sklearn:
    pickled_model: model.pkl
    serialization_format: pickle
    sklearn_version: 1.9.1
mlflow_version: 2.17.2
run_id: run
utc_time_created: '2026-11-29 01:02:03.000000'
`;

/**
 * Makes a version whose columns are of every type, as scikit-learn 1.9.1 pickled it: integers `i`, booleans
 * `b`, texts `o` and the categories of a number `m` before encoders, numbers `x`; each may be missing.
 *
 * @returns The version.
 */
export async function typedModel(): Promise<SmallModel> {
  const bytes = await Deno.readFile(FILE);
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  return {
    reference: { name: "typed", version: "1", runId: "run", source: "", tags: { sha256 } },
    files: {
      mlModel: new MlModelFile(ML_MODEL),
      files: new Map([["model.pkl", bytes]]),
      main: "model.pkl",
      digests: new Map([["model.pkl", sha256]]),
      signature: null,
      sha256,
    },
  };
}
