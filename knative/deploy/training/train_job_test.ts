import { deepEqual, equal, rejects } from "node:assert/strict";
import { FakeKubectl, refusal } from "../testing/fake_kubectl.ts";
import { championVersion, startTraining } from "./train_job.ts";

Deno.test("startTraining() makes a Job from the pattern on the cluster", async () => {
  const fake = new FakeKubectl([]);
  equal(await startTraining(fake.client, { namespace: "n", id: "abc" }), "train-abc");
  deepEqual(fake.calls, ["create job train-abc --from=cronjob/train --namespace=n"]);
  const empty = new FakeKubectl([["create", refusal('cronjobs.batch "train" not found')]]);
  await rejects(startTraining(empty.client, { namespace: "n", id: "abc" }), {
    message:
      'Cannot start a training as the cluster must accept it: cronjobs.batch "train" not found',
  });
});

Deno.test("championVersion() asks MLflow in its own pod", async () => {
  const fake = new FakeKubectl([[
    "exec deployment/mlflow --container=mlflow --namespace=n",
    "7\n",
  ]]);
  equal(await championVersion(fake.client, { namespace: "n", model: "m" }), "7");
  equal(
    await championVersion(new FakeKubectl([]).client, { namespace: "n", model: "m" }),
    undefined,
  );
});
