import type { Command } from "../../engine/exercise.ts";

const TRAIN = "deno run --allow-net --allow-env=MLFLOW_TRACKING_URI {work}/train.ts";

const TRAIN_IN_PYTHON = "python {work}/train.py";

/** Trains, registers, and puts the alias. */
export const TRAINING: readonly Command[] = [
  {
    on: "cluster",
    beside: "kubectl port-forward svc/mlflow-service 15000:5000 -n {namespace}",
    line: `MLFLOW_TRACKING_URI=http://localhost:15000 ${TRAIN}`,
    inPython: `MLFLOW_TRACKING_URI=http://localhost:15000 ${TRAIN_IN_PYTHON}`,
  },
  {
    on: "local",
    line: `MLFLOW_TRACKING_URI={mlflow-service} ${TRAIN}`,
    inPython: `MLFLOW_TRACKING_URI={mlflow-service} ${TRAIN_IN_PYTHON}`,
  },
];
