import { deepEqual, equal } from "node:assert/strict";
import { InstanceReader } from "./instance_reader.ts";

function metrics(fast: number, slow: number, errors: number): string {
  return `# HELP predict_requests_total Requests answered, by route and status.
# TYPE predict_requests_total counter
predict_requests_total{route="/predict",status="200"} ${fast + slow}
predict_requests_total{route="/predict",status="503"} ${errors}
predict_requests_total{route="/model",status="200"} 999
predict_request_duration_seconds_bucket{route="/predict",le="0.001"} ${fast}
predict_request_duration_seconds_bucket{route="/predict",le="0.01"} ${fast + slow}
predict_request_duration_seconds_bucket{route="/predict",le="+Inf"} ${fast + slow}
predict_requests_in_flight 3
predict_model_info{name="a \\"b\\"",version="7",role="champion"} 1
predict_model_info{name="c",version="8",role="challenger"} 1
predict_boot_phase_seconds{phase="imports"} 0.05
predict_boot_phase_seconds{phase="download"} 0.03
`;
}

Deno.test("InstanceReader counts what scores and leaves out what watches", () => {
  const sample = new InstanceReader().read(metrics(90, 10, 2), 1000);
  equal(sample.requests, 102);
  equal(sample.errors, 2);
  equal(sample.inFlight, 2);
  equal(sample.modelVersion, "7");
  equal(sample.coldStartMs, 80);
  equal(sample.started, null);
});

Deno.test("InstanceReader's quantiles are those since the reading before", () => {
  const reader = new InstanceReader();
  const first = reader.read(metrics(100, 0, 0), 1000);
  deepEqual([first.p50, first.p95], [0.5, 0.95]);
  const second = reader.read(metrics(100, 100, 0), 2000);
  deepEqual([second.p50?.toFixed(6), second.p95?.toFixed(6)], ["5.500000", "9.550000"]);
  const quiet = reader.read(metrics(100, 100, 0), 3000);
  deepEqual([quiet.p50, quiet.p95], [null, null]);
});
