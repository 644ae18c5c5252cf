// deno-lint-ignore-file no-console -- a command line program
/**
 * `deno task simulate`: what both autoscalers would do on clusters that one machine cannot hold.
 *
 * @module
 */
import { tellUsage } from "@mlops/processes/tell_usage";
import { MEASURED_POD } from "./measured_pod.ts";
import { MAX_P99_SECONDS, type PlanRow, planRows, SHAPES, winner } from "./plan.ts";

tellUsage(
  `Models both autoscalers on clusters of 10 to 10 000 pods, and prints a table.

Usage: deno task simulate`,
);

/** Requests a second at the peak. */
const PEAKS = [1e3, 1e4, 1e5, 1e6, 1e7];

function rowText({ candidate, result, podHoursPerMillion }: PlanRow, isWinner: boolean): string {
  const ms = (seconds: number) => `${(seconds * 1000).toPrecision(3)} ms`.padStart(10);
  const { p50, p95, p99 } = result.latencySeconds;
  return `${isWinner ? ">" : " "} ${candidate.padEnd(38)} ${ms(p50)} ${ms(p95)} ${ms(p99)} ` +
    `${String(result.maxReady).padStart(7)} pods  ${podHoursPerMillion.toFixed(3)} pod-hours`;
}

console.log(
  `p50, p95, p99; most pods; pod-hours for a million requests. > is the cheapest whose p99 is ` +
    `within ${MAX_P99_SECONDS} s.`,
);
const winners: string[] = [];
for (const shape of SHAPES) {
  for (const peak of PEAKS) {
    const rows = planRows(MEASURED_POD, { shape, peak });
    const best = winner(rows);
    const title = `${shape.name}, up to ${peak.toLocaleString("en")} requests a second`;
    console.log(`\n${title}`);
    for (const row of rows) console.log(rowText(row, row === best));
    winners.push(`  ${title.padEnd(46)} ${best?.candidate ?? "none is fast enough"}`);
  }
}
console.log(`\nThe settings that win\n${winners.join("\n")}`);
