import type { Step } from "../../engine/exercise.ts";
import { fault } from "../../engine/words.ts";

/** Tables of MLflow that the workshop names. */
const TABLES = ["experiments", "metrics", "params", "runs", "tags"];

/** The reason why the image is made. */
export const hasDriver: Step = {
  id: "driver",
  title: {
    fr: "L'image a MLflow 2.17.2 et psycopg2",
    en: "The image has MLflow 2.17.2 and psycopg2",
  },
  remedy: "deno task lab image mlflow",
  async check(place) {
    const program = "import mlflow, psycopg2; print(mlflow.__version__, psycopg2.__version__)";
    const printed = await place.exec("deployment/mlflow", ["python3", "-c", program]);
    const [mlflow, psycopg2] = printed.trim().split(" ");
    if (mlflow !== "2.17.2") fault(`c'est MLflow ${mlflow}`, `it is MLflow ${mlflow}`);
    return `psycopg2 ${psycopg2}`;
  },
};

/** What the workshop looks for in the log. */
export const listens: Step = {
  id: "log",
  title: {
    fr: 'Le journal dit "Listening at: http://0.0.0.0:5000"',
    en: 'The log says "Listening at: http://0.0.0.0:5000"',
  },
  remedy: "kubectl logs deployment/mlflow -n {namespace}",
  async check(place) {
    const log = await place.kubectl(["logs", "deployment/mlflow"]);
    const line = log.split("\n").find((text) => text.includes("Listening at: http://0.0.0.0:5000"));
    return line?.slice(1, 20) ?? fault("il ne le dit pas", "it does not");
  },
};

/** By the Service, as people do. */
export const pageAnswers: Step = {
  id: "page",
  title: { fr: "La page de MLflow répond", en: "MLflow's page answers" },
  remedy: "kubectl port-forward svc/mlflow-service 15000:5000 -n {namespace}",
  async check(place) {
    await using way = await place.forward("mlflow-service", 5000);
    const response = await fetch(way.url, { signal: AbortSignal.timeout(10_000) })
      .catch(() => fault("MLflow ne répond pas", "MLflow does not answer"));
    const page = await response.text();
    if (!response.ok || !page.includes("<title>MLflow</title>")) {
      fault(`elle répond ${response.status}`, `it answers ${response.status}`);
    }
    return `${response.status}`;
  },
};

/** Asked from MLflow's own pod: a policy may forbid what another pod may do. */
export const storesInPostgres: Step = {
  id: "tables",
  title: {
    fr: "MLflow atteint PostgreSQL et y a créé ses tables",
    en: "MLflow reaches PostgreSQL and has made its tables there",
  },
  remedy: "kubectl logs deployment/mlflow -n {namespace}",
  async check(place) {
    const program = [
      "import os, psycopg2",
      'way = psycopg2.connect(host="postgres-service", user=os.environ["POSTGRES_USER"],',
      '    dbname=os.environ["POSTGRES_DB"], connect_timeout=3)',
      "row = way.cursor()",
      "row.execute(\"select tablename from pg_tables where schemaname = 'public'\")",
      "print(' '.join(name for name, in row.fetchall()))",
    ].join("\n");
    const printed = await place.exec("deployment/mlflow", ["python3", "-c", program]).catch(
      (error: Error) => {
        const why = error.message.trim().split("\n").filter((line) => line !== "").at(-1) ?? "";
        return fault(`il n'atteint pas la base : ${why}`, `it does not reach it: ${why}`);
      },
    );
    const tables = printed.trim().split(" ");
    const missing = TABLES.filter((table) => !tables.includes(table)).join(", ");
    if (missing !== "") fault(`il manque ${missing}`, `${missing} missing`);
    return `${tables.length}`;
  },
};
