import { deepEqual, equal, match, ok } from "node:assert/strict";
import { LossyProxy } from "../testing/lossy_proxy.ts";
import { type Accounting, RecordedLoad } from "../testing/recorded_load.ts";
import { TestedPostgres } from "@mlops/testing/tested_postgres";
import { until } from "@mlops/testing/until";

/** Time that a log has to write what is left, in ms: none of these tests is about how long it takes. */
const CLOSE_MS = 60_000;

function isExact({ recorded, inLog, duplicates, dropped }: Accounting): boolean {
  return recorded === inLog + duplicates + dropped;
}

function untilAtLeastOne(load: RecordedLoad, metric: string): Promise<number> {
  return until(`the first of ${metric}`, () => load.metric(metric) > 0);
}

Deno.test("BatchedPredictionLog", async (context) => {
  await using database = await TestedPostgres.start();

  await context.step("stores a row with all that is known of it", async () => {
    const load = await RecordedLoad.begin(database);
    load.record("r-1", {
      timeMs: Date.UTC(new Date().getUTCFullYear(), new Date().getUTCMonth(), 2, 3, 4, 5, 678),
    });
    await load.log.close(CLOSE_MS);
    deepEqual(
      await database.query(
        `select request_id, row_number, to_char(predicted_at at time zone 'UTC', 'DD HH24:MI:SS.US') as at,
                source, model_name, model_version, model_alias, engine, inputs, probability,
                label, latency_ms, instance from predictions`,
      ),
      [{
        "request_id": "r-1",
        "row_number": 0,
        at: "02 03:04:05.678000",
        source: "champion",
        "model_name": "diabetes-model",
        "model_version": "1",
        "model_alias": "champion",
        engine: "native",
        inputs: [0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5],
        probability: 0.75,
        label: "1",
        "latency_ms": 1.5,
        instance: "test",
      }],
    );
    const [version] = await database.query<{ features: string; classes: string }>(
      "select features::text, classes::text from model_versions",
    );
    match(version?.features ?? "", /^\{Pregnancies,Glucose,/);
    equal(version?.classes, "{0,1}");
  });

  await context.step("counts repeated keys as duplicates, apart by source", async () => {
    const load = await RecordedLoad.begin(database);
    const timeMs = Date.now();
    for (let i = 0; i < 3; i++) load.record("same", { timeMs });
    load.record("same", { timeMs, role: "shadow" });
    load.record("same", { timeMs: timeMs + 1 });
    await load.untilWritten();
    load.record("same", { timeMs });
    await load.log.close(CLOSE_MS);
    deepEqual(await load.account(), { recorded: 6, inLog: 3, duplicates: 3, dropped: 0 });
  });

  await context.step("splits requests over batches and drops what does not fit", async () => {
    const load = await RecordedLoad.begin(database, { capacity: 4_000 });
    load.record("large", { nRows: 2_500 });
    load.record("too large for what is left", { nRows: 2_000 });
    load.record("small");
    await load.log.close(CLOSE_MS);
    deepEqual(await load.account(), {
      recorded: 4_501,
      inLog: 2_501,
      duplicates: 0,
      dropped: 2_000,
    });
    const [range] = await database.query(
      "select min(row_number), max(row_number), count(distinct batch_id)::integer as batches from predictions where request_id = 'large'",
    );
    deepEqual(range, { min: 0, max: 2_499, batches: 3 });
  });

  await context.step(
    "survives a clean restart of Postgres: nothing lost, nothing twice",
    async () => {
      const load = await RecordedLoad.begin(database);
      const running = load.run(2_000, 3_000);
      await database.stop();
      await untilAtLeastOne(load, "predict_log_failed_writes_total");
      await database.restart();
      await running;
      await load.untilWritten();
      await load.log.close(CLOSE_MS);
      const account = await load.account();
      deepEqual(account, {
        recorded: account.recorded,
        inLog: account.recorded,
        duplicates: 0,
        dropped: 0,
      });
      equal(account.recorded, 6_000);
      deepEqual(
        load.lines.map(({ message }) => message).slice(0, 2),
        ["prediction log cannot be written", "prediction log is written again"],
      );
    },
  );

  await context.step("survives one broken connection after the other", async () => {
    const load = await RecordedLoad.begin(database);
    const running = load.run(3_000, 3_000);
    for (let round = 0; round < 40; round++) {
      await database.query(
        "select pg_terminate_backend(pid) from pg_stat_activity where usename = 'predictor'",
      );
    }
    await running;
    await load.untilWritten();
    await load.log.close(CLOSE_MS);
    ok(load.metric("predict_log_failed_writes_total") > 0);
    const account = await load.account();
    const { recorded } = account;
    deepEqual(account, { recorded, inLog: recorded, duplicates: 0, dropped: 0 });
  });

  await context.step("survives a power cut of Postgres", async () => {
    const load = await RecordedLoad.begin(database);
    const running = load.run(2_000, 3_000);
    await untilAtLeastOne(load, "predict_log_rows_stored_total");
    await database.kill();
    await database.restart();
    await running;
    await load.untilWritten();
    await load.log.close(CLOSE_MS);
    const account = await load.account();
    deepEqual(account, {
      recorded: account.recorded,
      inLog: account.recorded,
      duplicates: 0,
      dropped: 0,
    });
  });

  await context.step(
    "survives a freeze beyond its patience, dropping only what does not fit",
    async () => {
      const load = await RecordedLoad.begin(database, { capacity: 5_000 });
      const before = load.run(3_000, 2_000);
      await untilAtLeastOne(load, "predict_log_rows_stored_total");
      await database.freeze();
      // A write is given up after 5 s, and more rows come meanwhile than may wait.
      const meanwhile = load.run(2_000, 3_000);
      await untilAtLeastOne(load, "predict_log_failed_writes_total");
      await Promise.all([before, meanwhile]);
      database.thaw();
      await load.untilWritten();
      await load.log.close(CLOSE_MS);
      const account = await load.account();
      ok(account.dropped > 0 && account.dropped < 9_000, `${account.dropped}`);
      equal(account.duplicates, 0);
      ok(isExact(account), JSON.stringify(account));
    },
  );

  await context.step(
    "ends in time while Postgres is frozen, and what it gave up stays away",
    async () => {
      const load = await RecordedLoad.begin(database);
      for (let i = 0; i < 100; i++) load.record(`before-${i}`);
      await load.untilWritten();
      await database.freeze();
      for (let i = 0; i < 1_500; i++) load.record(`after-${i}`);
      await load.log.close(300);
      database.thaw();
      await database.untilLeft();
      deepEqual(await load.account(), {
        recorded: 1_600,
        inLog: 100,
        duplicates: 0,
        dropped: 1_500,
      });
      equal(load.lines.at(-1)?.["message"], "predictions are not logged");
      load.record("late");
      equal((await load.account()).dropped, 1_501);
    },
  );

  await context.step("writes nothing twice where the answer to a commit is lost", async () => {
    await using proxy = new LossyProxy(database.url, 2);
    const load = await RecordedLoad.begin(database, { url: proxy.url });
    const timeMs = Date.now();
    for (let i = 0; i < 50; i++) load.record(`r-${i % 40}`, { timeMs });
    await load.untilWritten();
    await load.log.close(CLOSE_MS);
    equal(proxy.nLost, 2);
    equal(load.metric("predict_log_failed_writes_total"), 2);
    deepEqual(await load.account(), { recorded: 50, inLog: 40, duplicates: 10, dropped: 0 });
  });

  await context.step(
    "says so where it ends without knowing whether a commit took place",
    async () => {
      await using proxy = new LossyProxy(database.url, Infinity);
      const load = await RecordedLoad.begin(database, { url: proxy.url });
      load.record("r");
      await until("a commit without an answer", () => proxy.nLost > 0);
      await load.log.close(500);
      deepEqual(load.lines.at(-1)?.["reason"], "unconfirmed");
      deepEqual(await load.account(), { recorded: 1, inLog: 1, duplicates: 0, dropped: 1 });
    },
  );

  await context.step("makes a missing partition and tries again", async () => {
    const load = await RecordedLoad.begin(database);
    await database.query("select drop_old_partitions(1)");
    const now = new Date();
    load.record("last-month", { timeMs: Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), 0) });
    await load.log.close(CLOSE_MS);
    deepEqual(await load.account(), { recorded: 1, inLog: 1, duplicates: 0, dropped: 0 });
  });

  await context.step("drops what Postgres refuses for what it holds, and goes on", async () => {
    const load = await RecordedLoad.begin(database);
    load.record("long ago", { timeMs: 0 });
    await load.untilWritten();
    load.record("now");
    await load.log.close(CLOSE_MS);
    deepEqual(await load.account(), { recorded: 2, inLog: 1, duplicates: 0, dropped: 1 });
    ok(load.lines.some(({ reason }) => reason === "refused"));
  });
});
