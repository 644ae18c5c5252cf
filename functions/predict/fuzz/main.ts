// deno-lint-ignore-file no-console -- a command line program
/**
 * Sends 100 000 random requests, or as many as the first argument says, to the service in process, with
 * a PostgreSQL of its own; the seed is drawn anew each time, or is the second argument. Prints how many were answered how, and
 * fails with the smallest request that is answered otherwise than the OpenAPI document says.
 *
 * Usage: deno task fuzz [REQUESTS] [SEED]
 *
 * @module
 */
import { TestedPostgres } from "@mlops/testing/tested_postgres";
import { untilLogged } from "../testing/until_logged.ts";
import { testedApp } from "../testing/tested_app.ts";
import { tellUsage } from "@mlops/processes/tell_usage";
import { fuzzService } from "./fuzz_service.ts";
import { typedModel } from "../testing/typed_model.ts";
import { typedRequest } from "./typed_request.ts";

const requests = Number(Deno.args[0] ?? "100000");
const seed = Number(Deno.args[1] ?? Date.now() % 2 ** 31);
tellUsage(
  "Usage: deno task fuzz [REQUESTS] [SEED]\n       with whole numbers, REQUESTS from 1 on",
  Number.isSafeInteger(requests) && requests >= 1 && Number.isSafeInteger(seed),
);
const began = performance.now();
await using postgres = await TestedPostgres.start();
const service = await testedApp({ env: { DATABASE_URL: postgres.url.href } });
const counts = await fuzzService((url, init) => service.app.request(url, init), {
  requests,
  seed,
  untilLogged: () => untilLogged(service),
});
await service.predictionLog.close(10_000);
const typed = await testedApp({ model: await typedModel() });
const typedCounts = await fuzzService((url, init) => typed.app.request(url, init), {
  requests,
  seed,
  anyRequest: typedRequest,
});
console.log("Reference model:");
for (const [answer, count] of [...counts].toSorted()) console.log(`${count}`.padStart(7), answer);
console.log("Model with columns of every type, and missing values:");
for (const [answer, count] of [...typedCounts].toSorted()) {
  console.log(`${count}`.padStart(7), answer);
}
const seconds = (performance.now() - began) / 1_000;
console.log(`Twice ${requests} requests in ${seconds.toFixed(1)} s, seed ${seed}: no fault found`);
