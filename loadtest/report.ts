import { type ColdStart, coldStartsText } from "./cluster/cold_start.ts";
import { escapeHtml, lineChartSvg } from "./line_chart.ts";
import type { Sample } from "./sample.ts";
import { type Summary, summaryText } from "./summary.ts";

const STYLE = `
:root { color-scheme: light dark; --ink: #1d2433; --paper: #fff; --faint: #d9dee8; --accent: #0b6bcb;
  --second: #c2410c; --third: #4d7c0f; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e9f0; --paper: #12161f; --faint: #333c4d;
  --accent: #6db3ff; --second: #ff9e6b; --third: #a3d977; } }
body { font: 16px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper);
  max-width: 760px; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; } pre { font-size: 14px; overflow-x: auto; padding: 1rem; border: 1px solid var(--faint);
  border-radius: 8px; } svg { width: 100%; margin: 1rem 0; }
table { border-collapse: collapse; width: 100%; margin: 1rem 0; } th, td { text-align: left;
  padding: 0.25rem 0.5rem; border-bottom: 1px solid var(--faint); font-variant-numeric: tabular-nums; }
.title { font: 600 14px system-ui, sans-serif; fill: var(--ink); }
.tick { font: 11px system-ui, sans-serif; fill: var(--ink); } .grid { stroke: var(--faint); }
.line0, .line1, .line2 { fill: none; stroke-width: 2; } .line0 { stroke: var(--accent); }
.line1 { stroke: var(--second); } .line2 { stroke: var(--third); }`;

/**
 * Writes the report of a load as a page of one file, which loads nothing.
 *
 * @param summary What the load ended with.
 * @param timeline What was seen while it ran, once a second; empty if nobody watched.
 * @param coldStarts Pods that were started meanwhile, in their parts.
 * @returns The HTML.
 */
export function reportHtml(
  summary: Summary,
  timeline: readonly Sample[],
  coldStarts: readonly ColdStart[] = [],
): string {
  const title = `Load: ${summary.profile}`;
  return page(title, [
    `<h1>${escapeHtml(title)}</h1>`,
    `<pre>${escapeHtml(summaryText(summary))}</pre>`,
    ...timeline.length === 0 ? [] : charts(timeline),
    ...coldStarts.length === 0 ? [] : [
      "<h2>Cold starts</h2>",
      `<pre>${escapeHtml(coldStartsText(coldStarts))}</pre>`,
    ],
  ]);
}

/**
 * Puts content into a page of one file.
 *
 * @param title Title of the page, as text.
 * @param content Its content, as HTML.
 * @returns The whole document.
 */
export function page(title: string, content: readonly string[]): string {
  return `<!doctype html>\n<html lang="en">\n<meta charset="utf-8">\n` +
    `<meta name="viewport" content="width=device-width">\n<title>${escapeHtml(title)}</title>\n` +
    `<style>${STYLE}</style>\n${content.join("\n")}\n</html>\n`;
}

function charts(timeline: readonly Sample[]): string[] {
  const over = (name: string, value: (sample: Sample) => number | null, isStepped = false) => ({
    name,
    isStepped,
    points: timeline.flatMap((sample) => {
      const y = value(sample);
      return y === null ? [] : [[sample.seconds, y] as const];
    }),
  });
  return [
    lineChartSvg({
      title: "Pods",
      series: [
        over("ready", (sample) => sample.podsReady, true),
        over("desired", (sample) => sample.podsDesired, true),
        over("starting", (sample) => sample.podsStarting, true),
      ],
    }),
    lineChartSvg({
      title: "Requests a second",
      series: [
        over("answered", (sample) => sample.requestsPerSecond),
        over("failed", (sample) => sample.failuresPerSecond),
      ],
    }),
    lineChartSvg({ title: "Latency, p95, ms", series: [over("p95", (sample) => sample.p95Ms)] }),
    lineChartSvg({
      title: "Requests in flight",
      series: [over("concurrency", (sample) => sample.concurrency)],
    }),
  ];
}
