import type { ComparisonTerms } from "../capacity/comparison_terms.ts";
import { type Comparison, type Medians, mediansOf } from "./comparison.ts";

/** Values that differ by less are called equal: the noise of a shared machine. */
const EQUAL_SHARE = 0.1;

/**
 * Says in plain words who won on what; every sentence follows from the numbers.
 *
 * @returns Sentences, one on each subject.
 */
export function comparisonParagraph(comparison: Comparison): string {
  const knative = mediansOf(comparison, "knative");
  const hpa = mediansOf(comparison, "classic");
  const rounds = Math.max(...comparison.runs.map(({ round }) => round));
  return [
    `${rounds === 1 ? "One round" : `${rounds} rounds, medians`} of the profile ` +
    `${comparison.profile}, on ${comparison.cores} cores, which the load shared with the pods: ` +
    `more pods than cores share the same cores, so desired pods are shown beside ready ones.`,
    ...comparison.terms === null ? [] : [termsOf(comparison.terms, comparison.cores)],
    lower("95 % of the answers", "came within", knative.p95Ms, hpa.p95Ms, "ms", "faster"),
    scaling(knative, hpa),
    lower("The pods", "stood for", knative.podSeconds, hpa.podSeconds, "pod-seconds", "cheaper"),
    lower(
      "A thousand requests",
      "took",
      knative.cpuSecondsPerThousand,
      hpa.cpuSecondsPerThousand,
      "core-seconds",
      "leaner",
    ),
    errors(knative.errors, hpa.errors),
    back(knative.secondsBack, hpa.secondsBack),
  ].join(" ");
}

/** Whether both aim at the same load of a pod, and if not, by how much they differ. */
function termsOf(
  { equalMillis, requestMillis, hpaUtilization }: ComparisonTerms,
  cores: number,
): string {
  const percent = Math.round(hpaUtilization * 100);
  if (Math.abs(equalMillis - requestMillis) <= EQUAL_SHARE * equalMillis) {
    return `Both aimed at the same load of a pod: ${percent} % of a CPU request of ` +
      `${requestMillis}m are what Knative's target costs.`;
  }
  const [more, times] = requestMillis < equalMillis
    ? ["earlier", equalMillis / requestMillis]
    : ["later", requestMillis / equalMillis];
  return `Equal terms would take a CPU request of ${equalMillis}m a pod, of which ${percent} % are ` +
    `the load that Knative aims at. ${cores} cores do not hold enough such pods: these asked for ` +
    `${requestMillis}m, so the HPA added pods ${more}, at a load ${round(times)} times ` +
    `${more === "earlier" ? "smaller" : "larger"}.`;
}

function lower(
  subject: string,
  verb: string,
  knative: number,
  hpa: number,
  unit: string,
  winner: string,
): string {
  const values = `${subject} ${verb} ${round(knative)} ${unit} with Knative and ${round(hpa)} ` +
    `${unit} with the HPA`;
  const [less, more] = [Math.min(knative, hpa), Math.max(knative, hpa)];
  if (more - less <= EQUAL_SHARE * more) return `${values}: no difference beyond the noise.`;
  const factor = less > 0 ? `, by a factor of ${round(more / less)}` : "";
  return `${values}: ${knative < hpa ? "Knative" : "the HPA"} was ${winner}${factor}.`;
}

function scaling(knative: Medians, hpa: Medians): string {
  const of = (name: string, { podsNeeded, secondsToNeeded, podsReady }: Medians) =>
    secondsToNeeded === null
      ? `${name} wanted up to ${podsNeeded} pods and had ${podsReady} ready at most`
      : `${name} wanted up to ${podsNeeded} pods and had them ready after ` +
        `${round(secondsToNeeded)} s`;
  return `${of("Knative", knative)}; ${of("the HPA", hpa)}.`;
}

function errors(knative: number, hpa: number): string {
  if (knative + hpa === 0) return "No request failed with either.";
  return `${knative} requests failed with Knative, ${hpa} with the HPA.`;
}

function back(knative: number | null, hpa: number | null): string {
  const of = (seconds: number | null, what: string) =>
    seconds === null
      ? `the way back to ${what} was not waited for`
      : `it took ${round(seconds)} s to ${what}`;
  return `After the load, with Knative ${of(knative, "no pod")}; ` +
    `with the HPA ${of(hpa, "two pods")}.`;
}

/** Three digits are more than the noise leaves. */
function round(value: number): string {
  return String(Number(value.toPrecision(value >= 1000 ? 4 : 3)));
}
