import { freePort } from "@mlops/processes/free_port";
import { untilAnswers } from "@mlops/processes/until_answers";
import { parse, stringify } from "yaml";

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

const FOLDER = new URL("../prometheus/", import.meta.url).pathname;

/**
 * Writes the configuration of the cluster for a fixed target in the place of the pods, since a
 * machine has none (and Debian's Prometheus is built without the discovery of pods).
 *
 * @param target Host and port that every job asks.
 * @param interval Time between two scrapes, as `200ms`.
 * @returns YAML.
 */
export async function configurationFor(target: string, interval: string): Promise<string> {
  const config = parse(await Deno.readTextFile(`${FOLDER}prometheus.yml`), { merge: true });
  config.global = {
    "scrape_interval": interval,
    "scrape_timeout": interval,
    "evaluation_interval": interval,
  };
  config.rule_files = [`${FOLDER}*-rules.yml`];
  config.scrape_configs = config.scrape_configs.map(({ job_name }: { "job_name": string }) => ({
    "job_name": job_name,
    "static_configs": [{
      targets: [target],
      labels: { pod: "predict-1", revision: "predict-00001" },
    }],
  }));
  return stringify(config);
}

/**
 * Starts Prometheus on a free port of the loopback address.
 *
 * @param target Host and port that every job asks, five times a second.
 * @returns The process, once it is ready.
 */
export async function startPrometheus(target: string): Promise<PrometheusProcess> {
  const directory = await Deno.makeTempDir({ prefix: "prometheus-" });
  await Deno.writeTextFile(`${directory}/prometheus.yml`, await configurationFor(target, "200ms"));
  const address = `127.0.0.1:${freePort()}`;
  const child = new Deno.Command("prometheus", {
    args: [
      `--config.file=${directory}/prometheus.yml`,
      `--storage.tsdb.path=${directory}/data`,
      `--web.listen-address=${address}`,
      "--log.level=error",
    ],
    stdin: "null",
    stdout: "null",
    stderr: "inherit",
  }).spawn();
  await untilAnswers(`http://${address}/-/ready`, child.status);
  return {
    async query(expression) {
      const response = await fetch(
        `http://${address}/api/v1/query?${new URLSearchParams({ query: expression })}`,
      );
      const { status, error, data } = await response.json();
      if (status !== "success") throw new Error(`Cannot ask "${expression}": ${error}`);
      return data.result;
    },
    async [Symbol.asyncDispose]() {
      child.kill("SIGTERM");
      await child.status;
      await Deno.remove(directory, { recursive: true });
    },
  };
}
