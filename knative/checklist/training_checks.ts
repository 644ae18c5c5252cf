import { CHAMPION, type Task } from "@mlops/task";
import { MlflowClient, type Run } from "@mlops/mlflow";
import { type Check, fail, type Section } from "./check.ts";
import type { Cluster } from "./cluster.ts";

/** Of a task with words for one of two classes; another task's trainer measures what fits it. */
const METRICS = ["accuracy", "precision", "recall", "f1_score", "auc_roc"];

const REMEDY = "deno task train:cluster";

/**
 * Lists the checks of the workshop's third exercise.
 *
 * @param cluster The cluster.
 * @param task What the deployed stack is about.
 * @returns The section.
 */
export function trainingChecks(cluster: Cluster, task: Task): Section {
  return {
    title: "Exercise 3: the model is trained and registered",
    checks: [
      trainingEnded(cluster),
      {
        title: `Experiment "${task.experiment}" is visible in MLflow`,
        remedy: REMEDY,
        run: () => withMlflow(cluster, async (client) => `id ${await experimentId(client, task)}`),
      },
      {
        title: `Run "${task.run}" has its ${task.verdict === null ? "" : "five "}metrics`,
        remedy: REMEDY,
        run: () =>
          withMlflow(
            cluster,
            async (client) => describeMetrics(await latestRun(client, task), task),
          ),
      },
      {
        title: `Model "${task.model}" is visible in the registry`,
        remedy: REMEDY,
        run: () => withMlflow(cluster, (client) => versionsOf(client, task)),
      },
      {
        title: `Alias "champion" names a version`,
        remedy: REMEDY,
        run: () =>
          withMlflow(cluster, async (client) => {
            const champion = await client.registry.getModelVersionByAlias(
              task.model,
              CHAMPION,
            );
            return `version ${champion?.version ?? fail("it names none")}`;
          }),
      },
    ],
  };
}

function trainingEnded(cluster: Cluster): Check {
  return {
    title: "A training Job ended well",
    remedy: `${REMEDY}; kubectl logs -l app.kubernetes.io/component=train -n ${cluster.namespace}`,
    async run() {
      const jobs = await cluster.objects("jobs", ["--selector=app.kubernetes.io/component=train"]);
      const [latest] = jobs.toSorted((a, b) => madeAt(b) < madeAt(a) ? -1 : 1);
      if (latest === undefined) fail("there is none (they are removed after a day)");
      if (latest.status.succeeded !== 1) fail(`${latest.metadata.name} has not`);
      return latest.metadata.name;
    },
  };
}

function madeAt({ metadata }: { metadata: { creationTimestamp?: string } }): string {
  return metadata.creationTimestamp ?? "";
}

async function withMlflow(
  cluster: Cluster,
  ask: (client: MlflowClient) => Promise<string>,
): Promise<string> {
  await using way = await cluster.forward("mlflow-service", 5000);
  const token = await cluster.keyOf("train");
  const credentials = token === undefined ? {} : { credentials: { token } };
  return await ask(new MlflowClient({ trackingUri: new URL(way.url), ...credentials }));
}

async function experimentId(client: MlflowClient, task: Task): Promise<string> {
  const experiment = await client.experiments.getExperimentByName(task.experiment);
  return experiment?.experimentId ?? fail("there is none");
}

async function latestRun(client: MlflowClient, task: Task): Promise<Run> {
  const { items: [run] } = await client.runs.searchRuns({
    experimentIds: [await experimentId(client, task)],
    filter: `attributes.run_name = '${task.run}' and attributes.status = 'FINISHED'`,
    orderBy: ["start_time DESC"],
    maxResults: 1,
  });
  return run ?? fail("there is none that finished");
}

function describeMetrics({ metrics }: Run, task: Task): string {
  if (task.verdict === null) {
    const some = Object.entries(metrics).slice(0, METRICS.length);
    if (some.length === 0) fail("it has none");
    return some.map(([key, { value }]) => `${key} ${value.toFixed(4)}`).join(", ");
  }
  const missing = METRICS.filter((key) => metrics[key] === undefined);
  if (missing.length > 0) fail(`${missing.join(", ")} missing`);
  return METRICS.map((key) => `${key} ${metrics[key]?.value.toFixed(4)}`).join(", ");
}

async function versionsOf(client: MlflowClient, task: Task): Promise<string> {
  const { items } = await client.registry.searchModelVersions({
    filter: `name = '${task.model}'`,
  });
  if (items.length === 0) fail("there is none");
  return `${items.length} ${items.length === 1 ? "version" : "versions"}`;
}
