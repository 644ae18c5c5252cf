import { deepEqual, equal, ok } from "node:assert/strict";
import { TestedPostgres } from "@mlops/testing/tested_postgres";
import { PATIENT, postJson, testedApp } from "../testing/tested_app.ts";

Deno.test("GET /traffic", async (context) => {
  await using database = await TestedPostgres.start();

  await context.step("tells this instance's samples where there is no database", async () => {
    const { app, heartbeat } = await testedApp({ env: { HOSTNAME: "predict-1" } });
    await (await postJson(app, "/predict", PATIENT)).body?.cancel();
    await (await app.request("/health")).body?.cancel();
    heartbeat.beat();
    const { source, instances } = await (await app.request("/traffic")).json();
    equal(source, "instance");
    equal(instances.length, 1);
    equal(instances[0].instance, "predict-1");
    const [sample] = instances[0].samples;
    deepEqual(
      [sample.requests, sample.errors, sample.in_flight, sample.model_version],
      [1, 0, 0, "1"],
    );
    ok(sample.p50 > 0 && sample.p50 <= sample.p95);
    ok(sample.started <= sample.time);
  });

  await context.step("tells every instance's samples from the database", async () => {
    const env = { DATABASE_URL: database.url.href };
    const first = await testedApp({ env: { ...env, HOSTNAME: "a" } });
    const second = await testedApp({ env: { ...env, HOSTNAME: "b" } });
    await (await postJson(first.app, "/predict", PATIENT)).body?.cancel();
    for (const { heartbeat } of [first, second]) {
      heartbeat.beat();
      await heartbeat.stop();
    }
    const traffic = await (await second.app.request("/traffic")).json();
    equal(traffic.source, "database");
    deepEqual(
      traffic.instances.map(({ instance }: { instance: string }) => instance),
      ["a", "b"],
    );
    deepEqual(traffic.instances[0].samples, [{
      ...first.heartbeat.samples[0],
      // Stored with 32 bits.
      p50: traffic.instances[0].samples[0].p50,
      p95: traffic.instances[0].samples[0].p95,
    }]);
    const later = new Date((second.heartbeat.samples[0]?.time ?? 0) + 1).toISOString();
    const rest = await (await first.app.request(`/traffic?since=${later}`)).json();
    deepEqual(rest, { source: "database", instances: [] });
    equal((await first.app.request("/traffic?since=yesterday")).status, 422);
    for (const { predictionLog } of [first, second]) await predictionLog.close(5_000);
  });

  await context.step("tells of itself what the database has missed", async () => {
    const service = await testedApp({ env: { DATABASE_URL: database.url.href, HOSTNAME: "d" } });
    const { heartbeat } = service;
    for (let beat = 0; beat < 3; beat++) {
      heartbeat.beat();
      await heartbeat.stop();
    }
    const [first, missed, last] = heartbeat.samples.map(({ time }) => time);
    await database.query(
      `delete from heartbeats where instance = 'd' and extract(epoch from beat_at) * 1000 = ${missed}`,
    );
    const { instances } = await (await service.app.request("/traffic")).json();
    const own = instances.find(({ instance }: { instance: string }) => instance === "d");
    deepEqual(own.samples.map(({ time }: { time: number }) => time), [first, missed, last]);
    await service.predictionLog.close(5_000);
  });

  await context.step("forgets what is older than a day", async () => {
    await database.query("update heartbeats set beat_at = beat_at - interval '25 hours'");
    const service = await testedApp({ env: { DATABASE_URL: database.url.href, HOSTNAME: "c" } });
    service.heartbeat.beat();
    await service.heartbeat.stop();
    deepEqual(await database.query("select instance from heartbeats"), [{ instance: "c" }]);
    await service.predictionLog.close(5_000);
  });

  await context.step("tells its own samples while the database is away", async () => {
    const service = await testedApp({ env: { DATABASE_URL: database.url.href } });
    await database.stop();
    service.heartbeat.beat();
    const { source, instances } = await (await service.app.request("/traffic")).json();
    deepEqual([source, instances.length, instances[0].samples.length], ["instance", 1, 1]);
    await service.heartbeat.stop();
    await service.predictionLog.close(5_000);
    await database.restart();
  });
});
