/**
 * The service as a process with `OTEL_DENO=true`, and a receiver in the place of a collector.
 */
import { startRegistry } from "@mlops/testing/registries";
import { startPredict } from "@mlops/testing/predict_process";
import { moveChampion, publishModel } from "@mlops/testing/publish_model";
import { SAMPLE_PATIENT } from "@mlops/tasks/diabetes";
import { trainModel } from "@mlops/testing/trained_model";
import { until, untilReady } from "@mlops/testing/until";
import { MlflowClient } from "@mlops/mlflow";
import { deepEqual, equal, ok } from "node:assert/strict";
import { findTracer } from "./trace.ts";
import { type ReceivedSpan, TraceReceiver } from "../testing/trace_receiver.ts";

const CALLER = { traceId: "0af7651916cd43dd8448eb211c80319c", spanId: "b7ad6b7169203331" };

Deno.test("POST /predict is one trace with its parts named, continued from the caller's", async () => {
  await using receiver = new TraceReceiver();
  await using registry = await startRegistry();
  const client = new MlflowClient({ trackingUri: new URL(registry.url) });
  await moveChampion(client, await publishModel(client, trainModel(42, 2)));
  await using service = startPredict(registry.url, { env: receiver.environment });
  await untilReady(service.url);
  const response = await fetch(`${service.url}/predict`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      "traceparent": `00-${CALLER.traceId}-${CALLER.spanId}-01`,
      "x-request-id": "visit-17",
    },
    body: JSON.stringify(SAMPLE_PATIENT),
  });
  equal(response.status, 200);
  await response.body?.cancel();
  const ofCaller = () => receiver.spans.filter(({ traceId }) => traceId === CALLER.traceId);
  await until("the trace", () => ofCaller().length === 6);

  const [request] = ofCaller().filter(({ parentSpanId }) => parentSpanId === CALLER.spanId);
  equal(request?.name, "POST /predict");
  equal(attributeOf(request, "http.route"), "/predict");
  equal(attributeOf(request, "predict.request_id"), response.headers.get("x-request-id"));
  equal(attributeOf(request, "predict.client_request_id"), "visit-17");
  equal(attributeOf(request, "predict.model_version"), "1");
  const parts = ofCaller().filter(({ parentSpanId }) => parentSpanId === request?.spanId)
    .toSorted((a, b) => Number(BigInt(a.startTimeUnixNano) - BigInt(b.startTimeUnixNano)));
  deepEqual(parts.map(({ name }) => name), ["read", "validate", "score", "log", "answer"]);
  ok(
    parts.every((part, index) =>
      index === 0 || BigInt(part.startTimeUnixNano) >= BigInt(parts[index - 1]!.endTimeUnixNano)
    ),
    "one part begins before the other has ended",
  );
});

Deno.test("findTracer() finds none where OTEL_DENO is not set", () => {
  equal(findTracer(), null);
});

function attributeOf(span: ReceivedSpan | undefined, name: string): string | undefined {
  return span?.attributes.find(({ key }) => key === name)?.value.stringValue;
}
