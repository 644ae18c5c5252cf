import { MlflowClient } from "@mlops/mlflow";
import { REFERENCE_TASK } from "@mlops/tasks";
import { publishFiles } from "@mlops/testing/publish_files";
import { startPredict } from "@mlops/testing/predict_process";
import { until, untilReady } from "@mlops/testing/until";
import {
  type HostileGraph,
  hostileGraph,
  hostileVersion,
} from "../../functions/predict/testing/hostile_models.ts";
import { ClosedLoad } from "./closed_load.ts";
import { type Drill, Faults } from "./drill.ts";
import { refusalsOf } from "./refusals.ts";
import { MemoryWatch } from "./resident_memory.ts";

/** Memory that the service may take, in MiB: the pods' limit. */
const LIMIT_MIB = 512;

/** Longest time to the answer of `/livez` that a probe should see, in ms. */
const LIVEZ_MS = 50;

const ROLES = ["champion", "challenger", "shadow"] as const;

/** What each graph does to whoever opens it. */
const GRAPHS: Readonly<Partial<Record<HostileGraph, string>>> = {
  endless: "an endless Loop",
  large: "a ConstantOfShape of 3.6 GB",
  "no_number": "answers of NaN",
  "two_rows": "two rows for one",
  wide: "2^31 features",
};

const KEYS = 220_000;

/** A version that no service should be stopped by. */
interface Hostile {
  readonly what: string;
  readonly version: string;
}

/**
 * Points the aliases of all roles at models that are made to stop a service, three at a time, while others
 * predict and a probe asks: R16.
 *
 * @param options Address of a registry with a champion, how many rounds of three there are, and whether
 * nothing else runs on this machine, so that times can be held to.
 * @returns What was seen.
 */
export async function hostileModelsDrill(
  { registry, rounds, isAlone }: { registry: string; rounds: number; isAlone: boolean },
): Promise<Drill> {
  const faults = new Faults();
  const client = new MlflowClient({ trackingUri: new URL(registry) });
  const hostile = await publishHostile(client);
  const name = REFERENCE_TASK.model;
  const good = await client.registry.getModelVersionByAlias(name, "champion");
  await using service = startPredict(registry, {
    env: { MEMORY_LIMIT_MIB: `${LIMIT_MIB}`, MODEL_POLL_SECONDS: "0.2" },
  });
  await untilReady(service.url);
  const load = new ClosedLoad(service.url, { connections: 2 });
  const probe = new Probe(service.url, service.pid);
  let nRefused = 0;
  for (let round = 0; round < rounds; round++) {
    const now = ROLES.map((role, index) =>
      [role, hostile[(round + index) % hostile.length]!] as const
    );
    for (const [alias, { version }] of now) {
      await client.registry.setRegisteredModelAlias({ name, alias, version });
    }
    for (const [role, { what, version }] of now) {
      await until(
        `the refusal of ${what} as ${role}`,
        async () =>
          (await refusalsOf(service.url)).some((each) =>
            each.version === version && each.role === role
          ),
      );
      nRefused++;
    }
  }
  const report = await load.stop();
  const { slowestMs, p99Ms, mostMib } = await probe.stop();
  const others = [...report.byVersion.keys()].filter((version) => version !== good?.version);
  faults.unless(report.failed === 0, `${report.failed} others failed: ${report.failures}`);
  faults.unless(others.length === 0, `versions ${others} answered`);
  faults.unless(mostMib < LIMIT_MIB, `${Math.round(mostMib)} MiB`);
  faults.unless(!isAlone || slowestMs <= LIVEZ_MS, `/livez took ${slowestMs.toFixed(1)} ms`);
  return {
    id: "R16",
    what: `aliases of all roles moved ${rounds} times to hostile models: ` +
      hostile.map(({ what }) => what).join(", "),
    figures: `${nRefused} refused with their reason; others: ${report.answered} answered, ` +
      `${report.failed} failed, p99 ${report.p99Ms.toFixed(1)} ms; /livez p99 ` +
      `${p99Ms.toFixed(1)} ms, slowest ${
        slowestMs.toFixed(1)
      } ms; the service itself took at most ` +
      `${Math.round(mostMib)} MiB`,
    faults: faults.list,
  };
}

async function publishHostile(client: MlflowClient): Promise<Hostile[]> {
  const hostile: Hostile[] = [];
  for (const [graph, what] of Object.entries(GRAPHS)) {
    const { files, reference } = hostileVersion(await hostileGraph(graph as HostileGraph));
    const all = [["MLmodel", files.mlModel.text], ...files.files] as const;
    const version = await publishFiles(client, all as Iterable<[string, string]>, {
      tags: reference.tags,
    });
    hostile.push({ what, version });
  }
  const keys = Array.from({ length: KEYS }, (_, index) => `k${index}: 1\n`).join("");
  const version = await publishFiles(client, [["MLmodel", keys]]);
  return [...hostile, { what: `an MLmodel of ${KEYS} keys`, version }];
}

const PROBE = new URL("livez_probe.ts", import.meta.url).pathname;

/** Asks `/livez` from a process of its own, and looks at the service's memory. */
class Probe {
  readonly #asking: Deno.ChildProcess;
  readonly #memory: MemoryWatch;

  constructor(url: string, pid: number) {
    this.#asking = new Deno.Command("deno", {
      args: ["run", "--quiet", "--allow-net=127.0.0.1", PROBE, url],
      stdin: "piped",
      stdout: "piped",
      stderr: "inherit",
    }).spawn();
    this.#memory = new MemoryWatch(pid);
  }

  async stop(): Promise<{ slowestMs: number; p99Ms: number; mostMib: number }> {
    const mostMib = await this.#memory.stop();
    await this.#asking.stdin.close();
    const { stdout } = await this.#asking.output();
    return { ...JSON.parse(new TextDecoder().decode(stdout)), mostMib };
  }
}
