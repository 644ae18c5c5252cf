import { parse, stringify } from "yaml";
import { hurried } from "./hurried.ts";
import { startServer } from "./server_process.ts";

/** A series with its newest value. */
export interface Sample {
  /** Labels, the name as `__name__`. */
  readonly metric: Readonly<Record<string, string>>;
  /** Time in seconds since 1970, and the value as text. */
  readonly value: readonly [number, string];
}

/** A real Prometheus with the rules of the cluster; ends with the block that declares it. */
export interface PrometheusProcess extends AsyncDisposable {
  /**
   * Asks for the value of an expression now.
   *
   * @param expression PromQL.
   * @returns The series that it has.
   * @throws {Error} If Prometheus does not understand it.
   */
  query(expression: string): Promise<readonly Sample[]>;
}

/** What stands in the place of the cluster. */
export interface PrometheusOptions {
  /** Host and port of each pod, by the job that asks it; a job that is not here asks nobody. */
  readonly targets: Readonly<Record<string, readonly string[]>>;
  /** Time between two scrapes, as `200ms` (the default). */
  readonly interval?: string;
  /** Host and port of the Alertmanager; none by default. */
  readonly alertmanager?: string;
  /** Whether time passes sixty times as fast for the rules; not so by default. */
  readonly isHurried?: boolean;
}

const FOLDER = new URL("../prometheus/", import.meta.url).pathname;

/**
 * Writes the configuration and the rules of the cluster into a folder, with fixed targets in the place of
 * the pods, since a machine has none (and Debian's Prometheus is built without the discovery of pods).
 *
 * @param folder Takes `prometheus.yml` and the rules.
 * @param options What stands in the place of the cluster.
 * @returns Path of the configuration.
 */
export async function writeConfiguration(
  folder: string,
  { targets, interval = "200ms", alertmanager, isHurried = false }: PrometheusOptions,
): Promise<string> {
  const config = parse(await Deno.readTextFile(`${FOLDER}prometheus.yml`), { merge: true });
  config.global = {
    "scrape_interval": interval,
    "scrape_timeout": interval,
    "evaluation_interval": interval,
  };
  for (const kind of ["recording", "alerting"]) {
    const rules = await Deno.readTextFile(`${FOLDER}${kind}-rules.yml`);
    await Deno.writeTextFile(`${folder}/${kind}-rules.yml`, isHurried ? hurried(rules) : rules);
  }
  config.rule_files = [`${folder}/*-rules.yml`];
  config.alerting.alertmanagers = alertmanager === undefined
    ? []
    : [{ "static_configs": [{ targets: [alertmanager] }] }];
  config.scrape_configs = config.scrape_configs.map((
    { job_name: job }: { "job_name": string },
  ) => ({
    "job_name": job,
    "static_configs": (targets[job] ?? []).map((target, at) => ({
      targets: [target],
      labels: { pod: `${job}-${at + 1}`, revision: "predict-00001" },
    })),
  }));
  await Deno.writeTextFile(`${folder}/prometheus.yml`, stringify(config));
  return `${folder}/prometheus.yml`;
}

/**
 * Starts Prometheus on a free port of the loopback address.
 *
 * @param options What stands in the place of the cluster.
 * @returns The process, once it is ready.
 */
export async function startPrometheus(options: PrometheusOptions): Promise<PrometheusProcess> {
  const directory = await Deno.makeTempDir({ prefix: "prometheus-" });
  const configuration = await writeConfiguration(directory, options);
  const server = await startServer("prometheus", directory, [
    `--config.file=${configuration}`,
    `--storage.tsdb.path=${directory}/data`,
  ]);
  return {
    async query(expression) {
      const response = await fetch(
        `http://${server.address}/api/v1/query?${new URLSearchParams({ query: expression })}`,
      );
      const { status, error, data } = await response.json();
      if (status !== "success") throw new Error(`Cannot ask "${expression}": ${error}`);
      return data.result;
    },
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}
