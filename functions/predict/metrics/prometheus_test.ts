import { equal } from "node:assert/strict";
import { Exposition } from "./prometheus.ts";

Deno.test("text() writes counters and gauges by label, values as numbers", () => {
  const exposition = new Exposition();
  const requests = exposition.counter("requests_total", "Requests answered.");
  requests.with({ route: "/predict", status: "200" }).value += 3;
  exposition.gauge("in_flight", "Requests in progress.").with().value = 2;
  equal(
    exposition.text(),
    `# HELP requests_total Requests answered.
# TYPE requests_total counter
requests_total{route="/predict",status="200"} 3
# HELP in_flight Requests in progress.
# TYPE in_flight gauge
in_flight 2
`,
  );
});

Deno.test("text() cumulates the buckets of histograms; a bound belongs to its bucket", () => {
  const exposition = new Exposition();
  const seconds = exposition.histogram("seconds", "Time.", [0.5, 1]).with({ route: "/" });
  for (const value of [0.25, 0.5, 0.75, 8]) seconds.observe(value);
  equal(
    exposition.text(),
    `# HELP seconds Time.
# TYPE seconds histogram
seconds_bucket{route="/",le="0.5"} 2
seconds_bucket{route="/",le="1"} 3
seconds_bucket{route="/",le="+Inf"} 4
seconds_sum{route="/"} 9.5
seconds_count{route="/"} 4
`,
  );
});

Deno.test("with() escapes label values", () => {
  const exposition = new Exposition();
  exposition.gauge("info", "Info.").with({ name: 'a"b\\c\nd' }).value = 1;
  equal(exposition.text().split("\n")[2], 'info{name="a\\"b\\\\c\\nd"} 1');
});

Deno.test("clear() forgets what was set before", () => {
  const exposition = new Exposition();
  const info = exposition.gauge("info", "Info.");
  info.with({ version: "1" }).value = 1;
  info.clear();
  info.with({ version: "2" }).value = 1;
  equal(exposition.text().includes('version="1"'), false);
});

Deno.test("read() asks for the number whenever the metrics are written", () => {
  const exposition = new Exposition();
  let nAsked = 0;
  exposition.read({ name: "asked_total", type: "counter" }, "Times asked.", () => ++nAsked);
  exposition.text();
  equal(
    exposition.text(),
    "# HELP asked_total Times asked.\n# TYPE asked_total counter\nasked_total 2\n",
  );
});

Deno.test("with() keeps the last thousand series, whatever names they are asked for by", () => {
  const exposition = new Exposition();
  const metrics = exposition.gauge("run_metric", "What training measured.");
  for (let index = 0; index < 30_000; index++) metrics.with({ metric: `m${index}` }).value = index;
  const lines = exposition.text().trimEnd().split("\n");
  equal(lines.length, 1_002);
  equal(lines.at(-1), 'run_metric{metric="m29999"} 29999');
});
