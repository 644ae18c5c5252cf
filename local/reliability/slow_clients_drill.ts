import { delay } from "@std/async";
import { startPredict } from "@mlops/testing/predict_process";
import { until, untilReady } from "@mlops/testing/until";
import { ClosedLoad } from "./closed_load.ts";
import { type Drill, Faults } from "./drill.ts";
import { MemoryWatch } from "./resident_memory.ts";

/** Memory that the service may take, in MiB: the pods' limit. */
const LIMIT_MIB = 512;

const PROGRAM = new URL("slow_clients.ts", import.meta.url).pathname;

/**
 * Lets clients send heads, bodies and tables that never end, or take no answer, and many large bodies
 * at once, while others predict: R15. They are a process of their own, so that the times of the others
 * are the service's.
 *
 * @param options Address of a registry with a champion, how many clients of each of four kinds there are,
 * how many large bodies come at once, how long, in ms, and whether nothing else runs on this machine, so
 * that times can be held to.
 * @returns What was seen.
 */
export async function slowClientsDrill(
  { registry, clients, bodies, lastingMs, isAlone }: {
    registry: string;
    clients: number;
    bodies: number;
    lastingMs: number;
    isAlone: boolean;
  },
): Promise<Drill> {
  const faults = new Faults();
  await using service = startPredict(registry, { env: { MEMORY_LIMIT_MIB: `${LIMIT_MIB}` } });
  await untilReady(service.url);
  const load = new ClosedLoad(service.url, { connections: 2 });
  const crowd = new Deno.Command("deno", {
    args: [
      "run",
      "--quiet",
      "--allow-net=127.0.0.1",
      PROGRAM,
      service.url,
      `${clients}`,
      `${bodies}`,
    ],
    stdin: "null",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  let told = "";
  const telling = (async () => {
    for await (const text of crowd.stdout.pipeThrough(new TextDecoderStream())) told += text;
  })();
  const memory = new MemoryWatch(service.pid);
  await until("answers to the large bodies", () => told.includes("\n"));
  await delay(lastingMs);
  const report = await load.stop();
  const mostMib = await memory.stop();
  crowd.kill("SIGKILL");
  await Promise.all([crowd.status, telling]);
  const statuses: Record<string, number> = JSON.parse(told);
  const others = Object.keys(statuses).filter((status) => status !== "200" && status !== "503");
  faults.unless(others.length === 0, `large bodies were answered ${others}`);
  faults.unless((statuses["200"] ?? 0) > 0, "no large body was taken");
  faults.unless(report.failed === 0, `${report.failed} others failed: ${report.failures}`);
  faults.unless(mostMib < LIMIT_MIB, `${Math.round(mostMib)} MiB`);
  faults.unless(!isAlone || report.p99Ms <= 50, `p99 of others ${report.p99Ms.toFixed(1)} ms`);
  return {
    id: "R15",
    what:
      `${bodies} bodies of 4 MiB at once, then ${4 * clients} clients whose heads, bodies and ` +
      "tables never end or who read nothing",
    figures: `others: ${report.answered} answered, ${report.failed} failed, p99 ` +
      `${report.p99Ms.toFixed(1)} ms; large bodies: ${statuses["200"] ?? 0} answered, ` +
      `${statuses["503"] ?? 0} turned away; at most ${Math.round(mostMib)} MiB`,
    faults: faults.list,
  };
}
