import { delay } from "@std/async";
import { TestedPostgres } from "@mlops/testing/tested_postgres";
import { ClosedLoad } from "./closed_load.ts";
import { type Drill, Faults } from "./drill.ts";
import { startPredict } from "@mlops/testing/predict_process";
import { untilReady } from "@mlops/testing/until";

/**
 * Ends the service by SIGTERM under load, with Postgres there and with Postgres frozen: the log's part
 * of R1, and R12.
 *
 * @param options `registry` is the address of a tracking server with a champion; `isAlone`, whether nothing
 * else runs on this machine, so that times can be held to.
 * @returns What was seen.
 */
export async function logDrainDrill(
  { registry, isAlone }: { registry: string; isAlone: boolean },
): Promise<Drill> {
  await using database = await TestedPostgres.start();
  const there = await drain(registry, database, false);
  const before = there.inLog;
  const frozen = await drain(registry, database, true);
  const faults = new Faults();
  faults.unless(there.code === 0 && frozen.code === 0, `exit ${there.code} and ${frozen.code}`);
  faults.unless(there.failed + frozen.failed === 0, "accepted requests failed");
  faults.unless(!isAlone || there.late + frozen.late === 0, "requests came too late");
  faults.unless(
    there.inLog === there.answered,
    `${there.inLog} of ${there.answered} are in the log`,
  );
  const frozenInLog = frozen.inLog - before;
  const kept = frozen.nUnconfirmedInLog;
  faults.unless(
    frozenInLog + frozen.dropped - kept === frozen.answered,
    `${frozenInLog} in the log, ${frozen.dropped} dropped, ${kept} of them kept all the same, of ` +
      `${frozen.answered}`,
  );
  return {
    id: "R12",
    what: "SIGTERM under load, with Postgres there and with Postgres frozen",
    figures: `there: ${there.answered} answered = ${there.inLog} in the log; frozen: ` +
      `${frozen.answered} answered = ${frozenInLog} in the log + ${frozen.dropped} dropped` +
      (kept > 0 ? ` - ${kept} unconfirmed ones whose commit took place` : "") + `, ended ` +
      `after ${Math.round(frozen.tookMs)} ms`,
    faults: faults.list,
  };
}

async function drain(registry: string, database: TestedPostgres, isFrozen: boolean) {
  await using service = startPredict(registry, { env: { DATABASE_URL: database.url.href } });
  await untilReady(service.url);
  const load = new ClosedLoad(service.url, { obeysClose: true });
  await delay(1_000);
  if (isFrozen) await database.freeze();
  const began = performance.now();
  Deno.kill(service.pid, "SIGTERM");
  const { answered, failed, late } = await load.finished();
  const { code, atMs } = await service.ended;
  if (isFrozen) database.thaw();
  await database.untilLeft();
  const [row] = await database.query<{ n: number }>(
    "select count(*)::integer as n from predictions",
  );
  const lines = service.log.filter(({ message }) => message === "predictions are not logged");
  const dropped = lines.reduce((sum, { rows }) => sum + Number(rows), 0);
  // A commit may be on its way when the time is over: the line names its batch.
  let nUnconfirmedInLog = 0;
  for (const { reason, batchId } of lines) {
    if (reason !== "unconfirmed") continue;
    const [batch] = await database.query<{ n: number }>(
      "select count(*)::integer as n from predictions where batch_id = $1",
      [`${batchId}`],
    );
    nUnconfirmedInLog += batch?.n ?? 0;
  }
  const inLog = row?.n ?? 0;
  return { answered, failed, late, code, tookMs: atMs - began, inLog, dropped, nUnconfirmedInLog };
}
