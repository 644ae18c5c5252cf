import { deepEqual, equal, rejects } from "node:assert/strict";
import type { KubernetesObject } from "../cluster/kubernetes_object.ts";
import { startSharedTraining } from "./shared_training.ts";
import { FakeKubectl } from "../testing/fake_kubectl.ts";

const PATTERN = {
  apiVersion: "batch/v1",
  kind: "CronJob",
  metadata: { name: "train", namespace: "n" },
  spec: {
    jobTemplate: {
      metadata: { labels: { "app.kubernetes.io/name": "train" } },
      spec: {
        backoffLimit: 4,
        activeDeadlineSeconds: 900,
        template: {
          metadata: { labels: { "app.kubernetes.io/name": "train" } },
          spec: {
            restartPolicy: "Never",
            containers: [{ name: "train", image: "i", args: ["-x"] }],
          },
        },
      },
    },
  },
};
const OPTIONS = { namespace: "n", id: "abc", nParts: 4, timeoutMs: 1_200_000 };

interface Job extends KubernetesObject {
  readonly spec: {
    readonly template: { readonly spec: { readonly containers: readonly object[] } };
  };
}

Deno.test("startSharedTraining() makes a pod for each part, and one that merges", async () => {
  const fake = new FakeKubectl([["get cronjob/train", PATTERN]]);
  const names = await startSharedTraining(fake.client, OPTIONS);
  deepEqual(names, { growing: "train-abc-parts", merging: "train-abc" });
  equal(fake.calls[1], "create --filename=-");
  const { items }: { items: Job[] } = JSON.parse(fake.inputs[1]!);
  const [growing, merging] = items;
  const { template, ...spec } = growing!.spec;
  deepEqual(spec, {
    completionMode: "Indexed",
    completions: 4,
    parallelism: 4,
    backoffLimit: 16,
    backoffLimitPerIndex: 4,
    activeDeadlineSeconds: 1200,
  });
  const shared = ["-x", "--shards=4", "--training=abc"];
  deepEqual(template.spec.containers, [
    { name: "train", image: "i", args: [...shared, "--shard=$(JOB_COMPLETION_INDEX)"] },
  ]);
  deepEqual(merging, {
    apiVersion: "batch/v1",
    kind: "Job",
    metadata: {
      name: "train-abc",
      namespace: "n",
      labels: { "app.kubernetes.io/name": "train" },
    },
    spec: {
      backoffLimit: 4,
      activeDeadlineSeconds: 1200,
      template: {
        metadata: { labels: { "app.kubernetes.io/name": "train" } },
        spec: {
          restartPolicy: "Never",
          containers: [{ name: "train", image: "i", args: shared }],
        },
      },
    },
  });
});

Deno.test("startSharedTraining() says what to do where nothing is deployed", async () => {
  await rejects(startSharedTraining(new FakeKubectl([]).client, OPTIONS), {
    name: "ApplyError",
    message: /must hold its pattern, cronjob\/train: deploy first$/,
  });
});
