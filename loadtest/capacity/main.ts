// deno-lint-ignore-file no-console -- a command line program
/**
 * `deno task capacity`: measures one pod, derives the settings, and writes them into the manifests.
 *
 * @module
 */
import { formOf } from "../cluster/form.ts";
import { openCluster } from "../cluster/open_cluster.ts";
import type { Pod } from "../cluster/pods.ts";
import { LoadError } from "../k6_run.ts";
import { LOAD_FLAGS, loadOptions, parseWords } from "../options.ts";
import {
  type Capacity,
  type CapacityPoint,
  fitCapacity,
  schedulableRequest,
} from "./capacity_fit.ts";
import { type ManifestNumbers, writeCpuRequest, writeKnativeNumbers } from "./manifest_numbers.ts";
import { measurePod, podToMeasure } from "./measure_pod.ts";

const USAGE =
  `Usage: deno task capacity [--dry-run] [--seconds 10] [--namespace NAME] [--image IMAGE]

Measures one pod of the Deployment in closed loops of 1 to 64 requests in flight, from inside the
cluster, and writes target, containerConcurrency and CPU request into the manifests with the date;
--dry-run only prints them. All figures go to --out (loadtest/results) as capacity.json.`;

const CONCURRENCIES = [1, 2, 4, 8, 16, 32, 64];

const KNATIVE = new URL("../../knative/base/predict/service.yaml", import.meta.url);
const CLASSIC = new URL("../../k8s/classic/deployment.yaml", import.meta.url);

/**
 * The workshop's room: two cores less what the rest of the stack and of the cluster asks for, for the
 * ten pods that the HPA may make. The Knative Service is at zero meanwhile.
 */
const ROOM = { freeMillis: 1000, pods: 10, sideCarMillis: 25 };

async function main(args: readonly string[]): Promise<void> {
  const { values, positionals } = parseWords({
    args: [...args],
    allowPositionals: true,
    options: { ...LOAD_FLAGS, "dry-run": { type: "boolean" } },
  });
  if (values.help) return console.log(USAGE);
  const options = loadOptions({ out: "loadtest/results", ...values }, positionals);
  const seconds = Number(options.env["DURATION_SECONDS"] ?? "10");
  await using cluster = await openCluster();
  if (cluster === undefined) {
    throw new LoadError("Cannot measure a pod as a cluster must answer: none does");
  }
  const pod = await podToMeasure(cluster, formOf("classic", options.namespace));
  console.log(`Measuring ${pod.metadata.name}\n`);
  const points: CapacityPoint[] = [];
  for (const concurrency of CONCURRENCIES) {
    const point = await measurePod(cluster, pod, { concurrency, seconds, options });
    points.push(point);
    console.log(pointLine(point));
  }
  const capacity = fitCapacity(points, cpuLimitOf(pod));
  const cpuMillis = schedulableRequest(capacity.cpuRequestMillis, ROOM);
  const measuredAt = new Date().toISOString();
  console.log(`\n${capacityText(capacity, cpuMillis)}`);
  if (values["dry-run"]) return;
  await Deno.mkdir(options.out, { recursive: true });
  const json = JSON.stringify({ measuredAt, capacity, points }, null, 2);
  await Deno.writeTextFile(`${options.out}/capacity.json`, `${json}\n`);
  await writeManifests({ capacity, cpuMillis, day: measuredAt.slice(0, 10) });
}

async function writeManifests(numbers: ManifestNumbers): Promise<void> {
  for (
    const [file, write] of [[KNATIVE, writeKnativeNumbers], [CLASSIC, writeCpuRequest]] as const
  ) {
    await Deno.writeTextFile(file, write(await Deno.readTextFile(file), numbers));
  }
}

/** The service's container comes first; a limit is whole cores or thousandths. */
function cpuLimitOf({ spec }: Pod): number {
  const limit = spec.containers?.[0]?.resources?.limits?.["cpu"] ?? "1";
  return limit.endsWith("m") ? Number(limit.slice(0, -1)) / 1000 : Number(limit);
}

function pointLine({ concurrency, throughput, meanSeconds, cpuSecondsPerRequest }: CapacityPoint) {
  return `${String(concurrency).padStart(3)} in flight  ${throughput.toFixed(0).padStart(6)} ` +
    `requests/s  mean ${(meanSeconds * 1000).toFixed(2)} ms  CPU ` +
    `${(cpuSecondsPerRequest * 1000).toFixed(3)} ms a request`;
}

function capacityText(capacity: Capacity, cpuMillis: number): string {
  const knee = capacity.kneeConcurrency.toFixed(2);
  return [
    `saturation            ${capacity.maxThroughput.toFixed(0)} requests a second${
      capacity.isReached ? "" : ", by the CPU time of a request: the load could not send as many"
    }`,
    `one request alone     ${(capacity.serviceSeconds * 1000).toFixed(2)} ms`,
    `knee                  ${knee} in flight, of which Knative uses 70 %`,
    `target                ${capacity.target}`,
    `containerConcurrency  ${capacity.containerConcurrency}`,
    `CPU request           ${capacity.cpuRequestMillis}m for equal terms, ${cpuMillis}m written`,
  ].join("\n");
}

try {
  await main(Deno.args);
} catch (error) {
  if (!(error instanceof Error) || !["LoadError", "ApplyError"].includes(error.name)) throw error;
  console.error(error.message);
  Deno.exitCode = 1;
}
