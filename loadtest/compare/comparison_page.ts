import type { ServiceForm } from "../cluster/service_form.ts";
import { escapeHtml, lineChartSvg } from "../line_chart.ts";
import { page } from "../report.ts";
import { type Comparison, type Medians, mediansOf } from "./comparison.ts";
import { comparisonParagraph } from "./paragraph.ts";
import type { RunResult } from "./run_result.ts";

/** A picture in a README has one background, whatever the reader's colours. */
const PICTURE_STYLE = `
.title { font: 600 14px system-ui, sans-serif; fill: #1d2433; }
.tick { font: 11px system-ui, sans-serif; fill: #1d2433; } .grid { stroke: #d9dee8; }
.line0, .line1, .line2 { fill: none; stroke-width: 2; } .line0 { stroke: #0b6bcb; }
.line1 { stroke: #c2410c; } .line2 { stroke: #4d7c0f; }`;

const ROWS: readonly (readonly [string, (medians: Medians) => number | null])[] = [
  ["latency p50, ms", (it) => it.p50Ms],
  ["latency p95, ms", (it) => it.p95Ms],
  ["latency p99, ms", (it) => it.p99Ms],
  ["requests a second", (it) => it.requestsPerSecond],
  ["errors, all rounds", (it) => it.errors],
  ["pods wanted at most", (it) => it.podsNeeded],
  ["pods ready at most", (it) => it.podsReady],
  ["seconds until those wanted were ready", (it) => it.secondsToNeeded],
  ["pod-seconds", (it) => it.podSeconds],
  ["CPU, core-seconds", (it) => it.cpuSeconds],
  ["CPU for a thousand requests, core-seconds", (it) => it.cpuSecondsPerThousand],
  ["cold starts", (it) => it.coldStarts],
  ["seconds until a new pod is ready", (it) => it.coldStartSeconds],
  ["seconds back to no / two pods", (it) => it.secondsBack],
];

/**
 * Writes a comparison as a page of one file, which loads nothing.
 *
 * @returns The HTML.
 */
export function comparisonHtml(comparison: Comparison): string {
  const medians = [mediansOf(comparison, "knative"), mediansOf(comparison, "classic")];
  return page("Knative's autoscaler and the HPA", [
    "<h1>Knative's autoscaler and the HPA under the same load</h1>",
    `<p>${escapeHtml(comparisonParagraph(comparison))}</p>`,
    ...lastRound(comparison).map(podsChart),
    table(["median of the rounds", "Knative", "HPA"], [
      ...ROWS.map(([name, of]) => [name, ...medians.map((it) => number(of(it)))]),
    ]),
    "<h2>Every round</h2>",
    table(["form", "round", "p50", "p95", "p99", "errors", "pods wanted", "ready", "pod-seconds"], [
      ...comparison.runs.map(roundRow),
    ]),
    `<p>Begun at ${escapeHtml(comparison.startedAt)}; k6 ran ${
      comparison.isInCluster ? "in the cluster" : "outside the cluster"
    }. The HPA waits 300 s before it takes pods away: between rounds the Deployment was set back to ` +
    `two pods by hand, and its way back was measured after the last round only.</p>`,
    "<p>Requests reach Knative's pods through its ingress, the activator and queue-proxy, the " +
    "Deployment's through a Kubernetes Service alone. CPU is that of the pods, queue-proxy and their " +
    "starts included. Who is first alternates from round to round, and the other form is at rest.</p>",
  ]);
}

/**
 * Draws the pods of both forms in the last round, as a picture of its own.
 *
 * @returns An SVG document.
 */
export function comparisonPicture(comparison: Comparison): string {
  const charts = lastRound(comparison).map((run, index) =>
    podsChart(run).replace("<svg ", `<svg x="12" y="${12 + 212 * index}" width="720" height="200" `)
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 744 436" width="744" height="436">` +
    `<style>${PICTURE_STYLE}</style><rect width="744" height="436" fill="#fff"/>` +
    `${charts.join("")}</svg>\n`;
}

function lastRound({ runs }: Comparison): readonly RunResult[] {
  const last = Math.max(...runs.map(({ round }) => round));
  return runs.filter(({ round }) => round === last).toSorted((a, b) =>
    b.form.localeCompare(a.form)
  );
}

function roundRow(run: RunResult): string[] {
  const { p50, p95, p99 } = run.latencyMs;
  const values = [p50, p95, p99, run.errors, run.podsNeeded, run.podsReady, run.podSeconds];
  return [title(run.form), `${run.round}`, ...values.map(number)];
}

function podsChart({ form, round, timeline }: RunResult): string {
  const over = (name: string, key: "podsReady" | "podsDesired" | "podsStarting") => ({
    name,
    isStepped: true,
    points: timeline.flatMap((sample) => {
      const value = sample[key];
      return value === null ? [] : [[sample.seconds, value] as const];
    }),
  });
  return lineChartSvg({
    title: `Pods, ${title(form)}, round ${round}`,
    series: [
      over("ready", "podsReady"),
      over("desired", "podsDesired"),
      over("starting", "podsStarting"),
    ],
  });
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const row = (cells: readonly string[], tag: string) =>
    `<tr>${cells.map((cell) => `<${tag}>${escapeHtml(cell)}</${tag}>`).join("")}</tr>`;
  return `<table>${row(head, "th")}${rows.map((cells) => row(cells, "td")).join("")}</table>`;
}

function title(form: ServiceForm["name"]): string {
  return form === "knative" ? "Knative" : "HPA";
}

function number(value: number | null): string {
  return value === null ? "–" : String(Number(value.toPrecision(value >= 1000 ? 4 : 3)));
}
