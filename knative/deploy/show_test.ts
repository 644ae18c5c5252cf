import { deepEqual, fail, rejects } from "node:assert/strict";
import { openPart, showLogs } from "./show.ts";
import { FakeKubectl, list, refusal } from "./testing/fake_kubectl.ts";

Deno.test("showLogs() follows one part or shows all", async () => {
  const fake = new FakeKubectl([["get pods", list({ metadata: { name: "p" } })]]);
  await showLogs(fake.client, { part: "predict", follows: true, namespace: "n" });
  await showLogs(fake.client, { part: undefined, follows: false, namespace: "n" });
  deepEqual(fake.calls.filter((call) => call.startsWith("logs")), [
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
  const fake = new FakeKubectl([["get services ui-service --namespace=n", list({})]]);
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
  deepEqual(fake.calls.slice(1), ["port-forward --namespace=n service/ui-service 8501:8501"]);
  deepEqual(tried, ["xdg-open http://localhost:8501/", "open http://localhost:8501/"]);
  deepEqual(printed, ["http://localhost:8501/  (Ctrl-C ends it)"]);
});

Deno.test("showLogs() and openPart() say in a sentence that there is nothing to show", async () => {
  const shown = (fake: FakeKubectl) =>
    showLogs(fake.client, { part: "predict", follows: false, namespace: "n" });
  const opened = (fake: FakeKubectl) =>
    openPart(fake.client, {
      part: "mlflow",
      namespace: "n",
      print: () => fail("told an address"),
      run: () => fail("opened a browser"),
    });
  await rejects(shown(new FakeKubectl([])), {
    name: "ApplyError",
    message: 'Cannot show logs of predict as a pod must run in namespace "n": none does',
  });
  await rejects(opened(new FakeKubectl([])), {
    name: "ApplyError",
    message: 'Cannot open mlflow as mlflow-service must be in namespace "n": it is not; ' +
      '"deno task deploy" makes it',
  });
  const away = refusal("The connection to the server localhost:8080 was refused - did you specify");
  for (const show of [shown, opened]) {
    const fake = new FakeKubectl([["get", away]]);
    await rejects(show(fake), { name: "NoClusterError" });
    deepEqual(fake.calls.filter((call) => !call.startsWith("get")), []);
  }
});
