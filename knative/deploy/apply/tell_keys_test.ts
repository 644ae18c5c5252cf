import { deepEqual, equal, match } from "node:assert/strict";
import { FakeKubectl, list } from "../testing/fake_kubectl.ts";
import { stillClock } from "../testing/still_clock.ts";
import { tellKeys } from "./tell_keys.ts";

const pod = { volumes: [{ name: "k", secret: { secretName: "api-keys" } }] };

const annotated = (reads: string) => ({ annotations: { "mlops.workshop/reads": reads } });

const server = (name: string, reads: string, spec: object = pod) => ({
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name },
  spec: { template: { metadata: annotated(reads), spec } },
});

const running = (name: string, reads: string, spec: object = pod) => ({
  kind: "Pod",
  metadata: { name, ...annotated(reads) },
  spec,
});

Deno.test("tellKeys() lets the pods that read other keys than they are to have the new ones at once", async () => {
  const objects = [server("mlflow", "aaaaaaaa"), server("ui", "bbbbbbbb"), server("x", "c", {})];
  const fake = new FakeKubectl([[
    "get pods --namespace=n",
    list(
      running("mlflow-old", "00000000"),
      running("ui-as-it-is-to-be", "bbbbbbbb"),
      running("x-old", "0", {}),
      running("predict-old", "11111111"),
    ),
  ]]);
  const clock = stillClock();
  const begin = clock.now();
  await tellKeys(fake.client, objects, { namespace: "n", clock });
  equal(fake.calls.length, 2);
  match(
    fake.calls[1] ?? "",
    /^annotate pods mlflow-old predict-old --namespace=n mlops\.workshop\/keys-told=[0-9a-f-]{36} --overwrite$/,
  );
  equal(clock.now() - begin, 3_000);
});

Deno.test("tellKeys() waits for nothing where no keys are new, or none are asked for", async () => {
  const fake = new FakeKubectl([["get pods", list(running("ui", "bbbbbbbb"))]]);
  const clock = stillClock();
  const begin = clock.now();
  await tellKeys(fake.client, [server("ui", "bbbbbbbb")], { namespace: "n", clock });
  await tellKeys(fake.client, [server("ui", "bbbbbbbb", {})], { namespace: "n", clock });
  deepEqual(fake.calls.length, 1);
  equal(clock.now(), begin);
});
