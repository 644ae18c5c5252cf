import { DASHBOARDS, readPanels } from "./expressions.ts";
import type { PrometheusProcess } from "./prometheus_process.ts";

/** What a person may choose as "Form": one of them, or all. */
const CHOICES = ["predict", "classic", "predict|classic"];

/** A question of a panel as Grafana would send it. */
export interface PanelQuery {
  /** Dashboard, panel and choice, for whoever looks for a fault. */
  readonly panel: string;
  /** PromQL, with the dashboard's variables set. */
  readonly expression: string;
}

/**
 * Lists everything that the dashboards ask, once for each choice of their variable.
 *
 * @returns The questions, in the dashboards' order.
 */
export async function panelQueries(): Promise<PanelQuery[]> {
  const dashboards = await Promise.all(
    DASHBOARDS.map(async (name) => ({ name, panels: await readPanels(name) })),
  );
  return dashboards.flatMap(({ name, panels }) =>
    panels.flatMap(({ title, expressions }) =>
      expressions.flatMap((expression) =>
        CHOICES.map((job) => ({
          panel: `${name}, "${title}", ${job}: ${expression}`,
          expression: expression.replaceAll("$job", job).replaceAll("$__rate_interval", "1m"),
        }))
      )
    )
  );
}

/**
 * Asks a real Prometheus what panels ask.
 *
 * @param prometheus The server.
 * @param queries What is asked.
 * @returns Those that would show nothing: no series, or none with a number.
 */
export async function emptyPanels(
  prometheus: PrometheusProcess,
  queries: readonly PanelQuery[],
): Promise<PanelQuery[]> {
  const shown = await Promise.all(queries.map(async ({ expression }) => {
    const samples = await prometheus.query(expression);
    return samples.some(({ value: [, value] }) => value !== "NaN");
  }));
  return queries.filter((_, at) => !shown[at]);
}
