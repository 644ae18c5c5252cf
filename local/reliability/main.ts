// deno-lint-ignore-file no-console -- a command line program
/**
 * The drills of the prediction service at full length: ended, its registry gone, frozen, lying, its
 * alias moved, its model damaged, and asked for five times what it can do. Prints a table and writes
 * it to docs/reliability.md; exits with 1 if anything did not hold.
 *
 * Usage: deno task reliability [SHARE]     (0.1 runs a tenth of the length)
 *
 * @module
 */
import { startRegistry } from "../bench/registries.ts";
import { startRealMlflow } from "../reference.ts";
import { aliasMovesDrill } from "./alias_moves_drill.ts";
import { badModelDrill } from "./bad_model_drill.ts";
import { drainDrill } from "./drain_drill.ts";
import type { Drill } from "./drill.ts";
import { drillTable } from "./drill.ts";
import { frozenMlflowDrill } from "./frozen_mlflow_drill.ts";
import { overloadDrill } from "./overload_drill.ts";
import { registryDownAtStartDrill } from "./registry_down_at_start_drill.ts";
import { registryTroubleDrill } from "./registry_trouble_drill.ts";

const share = Number(Deno.args[0] ?? "1");
if (!(share > 0 && share <= 1)) {
  console.error("Usage: deno task reliability [SHARE]     with SHARE in (0, 1]");
  Deno.exit(2);
}
const times = (count: number) => Math.max(1, Math.round(count * share));

async function withRegistry(drill: (registry: string) => Promise<Drill>): Promise<Drill> {
  await using registry = await startRegistry();
  return await drill(registry.url);
}

async function withMlflow(): Promise<Drill[]> {
  await using mlflow = await startRealMlflow();
  const registryName = "MLflow 2.17.2";
  return [
    await aliasMovesDrill({ registry: mlflow.url, registryName, moves: times(60) }),
    await frozenMlflowDrill({ mlflow, frozenMs: 30_000 * share }),
  ];
}

const drills: Drill[] = [];
for (
  const drill of [
    () => withRegistry((registry) => drainDrill({ registry, slowMs: 8_000 * share, uploads: 32 })),
    () =>
      withRegistry((registry) =>
        aliasMovesDrill({ registry, registryName: "our tracking server", moves: times(200) })
      ),
    () => registryDownAtStartDrill({ downMs: 60_000 * share }),
    () => registryTroubleDrill({ troubleMs: Math.max(2_300, 20_000 * share) }),
    withMlflow,
    () => withRegistry((registry) => badModelDrill({ registry, rounds: times(10) })),
    () =>
      withRegistry((registry) =>
        overloadDrill({ registry, rounds: 3, seconds: 20 * share, isAlone: true })
      ),
  ]
) {
  for (const done of [await drill()].flat()) {
    console.error(`${done.id} ${done.what}: ${done.figures}`);
    drills.push(done);
  }
}

const table = drillTable(drills);
console.log(table);
const path = new URL("../../docs/reliability.md", import.meta.url).pathname;
await Deno.writeTextFile(path, reportOf(table));
await new Deno.Command("deno", { args: ["fmt", "--quiet", path] }).output();
Deno.exit(drills.some(({ faults }) => faults.length > 0) ? 1 : 0);

/** The report that the repository keeps. */
function reportOf(table: string): string {
  const day = new Date().toISOString().slice(0, 10);
  return `# Reliability

What \`deno task reliability ${share}\` showed on ${day} (1 is the full length), on a machine with ${navigator.hardwareConcurrency}
cores: the service as a process of its own, with its exact permissions, under real requests. The short
forms are part of \`deno task test\`. The prediction log has drills of its own:
\`deno task reliability:log\`.

${table}

Not held: S5 wants connections closed whose request headers do not arrive within 10 s. \`Deno.serve\`
(2.9.6) has no such limit, so that such a connection stays; what stands before the service must close
it. Bodies are limited by the service itself, as \`limits_integration_test.ts\` shows.
`;
}
