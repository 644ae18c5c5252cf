import type { Command } from "../../engine/exercise.ts";

const MLFLOW = "{mlflow-service}";
const DATABASE = "{database}";

/** Makes the ward's key; the file of keys holds its hash alone. */
export const MAKE_KEY: Command = {
  line: "deno task keys make ward --rights predict,feedback,read --file {work}/keys.json " +
    "> {work}/ward.key",
};

/** Starts a service beside the stack's, on its database, that asks for rights. */
export const SERVE: Command = {
  stays: true,
  line: `PORT={ml-api-service:port} API_KEYS_FILE={work}/keys.json DATABASE_URL=${DATABASE} ` +
    `MLFLOW_TRACKING_URI=${MLFLOW} MODEL_URI=models:/diabetes-model@champion ` +
    "deno run --quiet --allow-env --allow-run=deno functions/predict/run/run_with_permissions.ts",
};

/** The ward asks, and tells. */
export const WARD: Command = {
  line: `API_URL={ml-api-service} deno run --allow-net --allow-env=API_URL --allow-read={work} ` +
    "--allow-write={work} {work}/ward.ts",
};

/** Trains on what the ward told. */
export const RETRAIN: Command = {
  line: `DATABASE_URL=${DATABASE} MLFLOW_TRACKING_URI=${MLFLOW} ` +
    "deno task retrain --from-feedback --sources key:ward --n-estimators 30",
};

/** Approves the challenger. */
export const APPROVE: Command = {
  line: `VERSION=$(curl -sS --fail "${MLFLOW}/api/2.0/mlflow/registered-models/alias` +
    `?name=diabetes-model&alias=challenger" | grep -o '"version": *"[0-9]*"' | ` +
    `grep -o '[0-9]*') && DATABASE_URL=${DATABASE} MLFLOW_TRACKING_URI=${MLFLOW} ` +
    "deno task approve diabetes-model $VERSION",
};
