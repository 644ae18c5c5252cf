import { deepEqual, equal, rejects } from "node:assert/strict";
import { openPart, showLogs } from "./show.ts";
import { FakeKubectl, refusal } from "./testdata/fake_kubectl.ts";
import { championVersion, startTraining } from "./train_job.ts";

Deno.test("showLogs() follows one part or shows all", async () => {
  const fake = new FakeKubectl([]);
  await showLogs(fake.client, { part: "predict", follows: true, namespace: "n" });
  await showLogs(fake.client, { part: undefined, follows: false, namespace: "n" });
  deepEqual(fake.calls, [
    "logs --namespace=n --selector=serving.knative.dev/service=predict --all-containers --prefix " +
    "--tail=100 --max-log-requests=50 --follow",
    "logs --namespace=n --selector=app.kubernetes.io/name --all-containers --prefix " +
    "--tail=100 --max-log-requests=50",
  ]);
  await rejects(showLogs(fake.client, { part: "toString", follows: false, namespace: "n" }), {
    name: "UsageError",
    message: /one of predict, classic, train, mlflow, postgres, ui, backup, all: is "toString"$/,
  });
});

Deno.test("openPart() makes a tunnel and opens the first browser that there is", async () => {
  const fake = new FakeKubectl([]);
  const tried: string[] = [];
  const printed: string[] = [];
  await openPart(fake.client, {
    part: undefined,
    namespace: "n",
    print: (line) => printed.push(line),
    run(program, args) {
      tried.push(`${program} ${args.join(" ")}`);
      return Promise.resolve(
        program === "open" ? { code: 0, stdout: "", stderr: "" } : undefined,
      );
    },
  });
  deepEqual(fake.calls, ["port-forward --namespace=n service/ui-service 8501:8501"]);
  deepEqual(tried, ["xdg-open http://localhost:8501/", "open http://localhost:8501/"]);
  deepEqual(printed, ["http://localhost:8501/  (Ctrl-C ends it)"]);
});

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
