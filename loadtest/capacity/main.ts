// deno-lint-ignore-file no-console -- a command line program
/**
 * `deno task capacity`: measures one pod, derives the settings, and writes them into the manifests.
 *
 * @module
 */
import { parseWords } from "@mlops/config/parse_words";
import { formOf } from "../cluster/service_form.ts";
import { openCluster } from "../cluster/open_cluster.ts";
import type { Pod } from "../cluster/pods.ts";
import { withoutHpa } from "../cluster/without_hpa.ts";
import { LoadError } from "../k6_run.ts";
import { runProgram } from "../run_program.ts";
import { LOAD_FLAGS, loadOptions, unreadable } from "../options.ts";
import { type Capacity, type CapacityPoint, fitCapacity } from "./fit_capacity.ts";
import {
  type ManifestNumbers,
  writeCpuRequest,
  writeKnativeNumbers,
  writeTargetRule,
  writeWorkshopRequest,
} from "./manifest_numbers.ts";
import { measurePod, podToMeasure } from "./measure_pod.ts";
import { type FreeCpu, readFreeCpu, schedulableRequest } from "./free_cpu.ts";
import { millicores } from "../../knative/deploy/cluster/quantity.ts";

const USAGE =
  `Usage: deno task capacity [--dry-run] [--seconds 10] [--namespace NAME] [--image IMAGE]

Measures one pod of the Deployment in closed loops of 1 to 64 requests in flight, from inside the
cluster, and writes target, containerConcurrency and CPU request into the manifests with the date,
and a smaller request into the workshop's overlay if the cluster has no room for every pod;
--dry-run only prints them. All figures go to --out (loadtest/results) as capacity.json.`;

/** Records the changed manifests. */
const REFRESH = "deno task manifests:record";

const CONCURRENCIES = [1, 2, 4, 8, 16, 32, 64];

/** Seconds beside the load of each point: k6's pod, and two readings of the kubelet's counters. */
const AROUND_SECONDS = 27;

const KNATIVE = new URL("../../knative/base/predict/service.yaml", import.meta.url);
const CLASSIC = new URL("../../k8s/classic/deployment.yaml", import.meta.url);
const WORKSHOP = new URL("../../knative/overlays/workshop/predict-cpu.yaml", import.meta.url);
const RULES = new URL("../../k8s/monitoring/prometheus/recording-rules.yml", import.meta.url);

async function main(args: readonly string[], signal: AbortSignal): Promise<number> {
  const { values, positionals } = parseWords({
    args: [...args],
    allowPositionals: true,
    options: { ...LOAD_FLAGS, "dry-run": { type: "boolean" } },
  }, unreadable);
  if (values.help) {
    console.log(USAGE);
    return 0;
  }
  const options = loadOptions({ out: "loadtest/results", ...values }, positionals);
  const seconds = Number(options.env["DURATION_SECONDS"] ?? "10");
  await using cluster = await openCluster(signal);
  if (cluster === undefined) {
    throw new LoadError("Cannot measure a pod as a cluster must answer: none does");
  }
  const form = formOf("classic", options.namespace);
  const room = await readFreeCpu(cluster, options.namespace);
  const pod = await podToMeasure(cluster, form);
  const points: CapacityPoint[] = [];
  // New pods would start on the cores that the measured one is to have.
  await withoutHpa(cluster, form, async () => {
    console.log(`Measuring ${pod.metadata.name}, ${lengthText(seconds)}\n`);
    for (const concurrency of CONCURRENCIES) {
      const point = await measurePod(cluster, pod, { concurrency, seconds, options });
      points.push(point);
      const left = lengthText(seconds, CONCURRENCIES.length - points.length);
      console.log(`${pointLine(point)}  ${left} left`);
    }
  });
  const capacity = fitCapacity(points, cpuLimitOf(pod));
  const workshopMillis = schedulableRequest(capacity.cpuRequestMillis, room);
  const measuredAt = new Date().toISOString();
  console.log(`\n${capacityText(capacity, { room, workshopMillis })}`);
  if (values["dry-run"]) return 0;
  await Deno.mkdir(options.out, { recursive: true });
  const json = JSON.stringify({ measuredAt, capacity, room, workshopMillis, points }, null, 2);
  await Deno.writeTextFile(`${options.out}/capacity.json`, `${json}\n`);
  await writeManifests({ capacity, workshopMillis, day: measuredAt.slice(0, 10) });
  console.log(`\nWritten. The recorded renderings follow with\n  ${REFRESH}`);
  return 0;
}

async function writeManifests(numbers: ManifestNumbers): Promise<void> {
  for (
    const [file, write] of [
      [KNATIVE, writeKnativeNumbers],
      [CLASSIC, writeCpuRequest],
      [WORKSHOP, writeWorkshopRequest],
      [RULES, writeTargetRule],
    ] as const
  ) {
    await Deno.writeTextFile(file, write(await Deno.readTextFile(file), numbers));
  }
}

/** The service's container comes first. */
function cpuLimitOf({ spec }: Pod): number {
  return millicores(spec.containers?.[0]?.resources?.limits?.["cpu"] ?? "1") / 1000;
}

/** One look at a pod: k6's own pod comes and goes, and the kubelet renews its counters twice. */
function lengthText(seconds: number, nPoints = CONCURRENCIES.length): string {
  return `about ${Math.ceil(nPoints * (seconds + AROUND_SECONDS) / 60)} min`;
}

function pointLine({ concurrency, throughput, meanSeconds, cpuSecondsPerRequest }: CapacityPoint) {
  return `${String(concurrency).padStart(3)} in flight  ${throughput.toFixed(0).padStart(6)} ` +
    `requests/s  mean ${(meanSeconds * 1000).toFixed(2)} ms  CPU ` +
    `${(cpuSecondsPerRequest * 1000).toFixed(3)} ms a request`;
}

function capacityText(
  capacity: Capacity,
  { room, workshopMillis }: { readonly room: FreeCpu; readonly workshopMillis: number },
): string {
  const knee = capacity.kneeConcurrency.toFixed(2);
  return [
    `saturation            ${capacity.maxThroughput.toFixed(0)} requests a second${
      capacity.isReached ? "" : ", by the CPU time of a request: the load could not send as many"
    }`,
    `one request alone     ${(capacity.serviceSeconds * 1000).toFixed(2)} ms`,
    `knee                  ${knee} in flight, of which Knative uses 70 %`,
    `target                ${capacity.target}`,
    `containerConcurrency  ${capacity.containerConcurrency}`,
    `CPU request           ${capacity.cpuRequestMillis}m, of which 50 % are the same load`,
    `in the workshop       ${workshopMillis}m, as ${room.freeMillis}m are free for ` +
    `${room.classicPods} pods of the HPA and ${room.knativePods} of Knative`,
  ].join("\n");
}

await runProgram(main);
