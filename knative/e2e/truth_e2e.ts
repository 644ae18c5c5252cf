// deno-lint-ignore-file no-console -- says how long each took
/**
 * Whether a deployment tells the truth about things that are broken: lost work is done again, a changed Secret
 * reaches who reads it, another overlay is refused, and a Revision that Knative gave up comes back.
 *
 * Run with the test cluster up, the workshop's stack deployed and KUBECONFIG set: `deno task e2e:truth`
 *
 * @module
 */
import { equal, match, notEqual, ok } from "node:assert/strict";
import { referenceTest } from "@mlops/testing/reference";
import { askPostgres } from "../deploy/postgres_query.ts";
import { cluster, kubectl, NAMESPACE, until } from "./stack.ts";
import { type Ran, REGISTRY, tryTask } from "./task.ts";

const ROOT = new URL("../../", import.meta.url).pathname;

async function task(...args: string[]): Promise<Ran> {
  const ran = await tryTask(args);
  console.log(`  deno task ${args[0]}: exit code ${ran.code} after ${ran.seconds.toFixed(0)} s`);
  return ran;
}

async function deploy(...args: string[]): Promise<string> {
  const { code, printed } = await task("deploy", `--registry=${REGISTRY}`, ...args);
  equal(code, 0, printed);
  return printed;
}

async function checklist(): Promise<string> {
  return (await task("checklist")).printed;
}

const inNamespace = `--namespace=${NAMESPACE}`;

async function call(...args: string[]): Promise<void> {
  await kubectl.text(args[0] ?? "", [...args, inNamespace]);
}

async function podNames(selector: string): Promise<string[]> {
  const pods = await cluster.objects("pods", [`--selector=${selector}`]);
  return pods.filter(({ metadata }) => !("deletionTimestamp" in metadata))
    .map(({ metadata }) => metadata.name).sort();
}

referenceTest("a deployment tells the truth about what is broken", ["cluster"], async (t) => {
  await t.step(
    "the claim of Postgres is gone: its tables are made again, and rows are logged",
    async () => {
      await call("delete", "persistentvolumeclaim/postgres-pvc", "--wait=false");
      await call("delete", "pod", "--selector=app=postgres");
      await until("the claim to be gone", {
        seconds: 60,
        look: async () =>
          (await cluster.objects("persistentvolumeclaims", ["postgres-pvc"])).length === 0 ||
          undefined,
      });
      const printed = await deploy();
      match(printed, /what predictions-migrate had done is gone from Postgres: it does it again/);
      match(printed, /✓ A prediction of the classic Deployment is logged and read again/);
      match(await checklist(), /✓ Postgres holds what its Jobs and MLflow make in it/);
    },
  );

  await t.step("tables that were dropped are a cross, and a deployment mends them", async () => {
    await askPostgres(kubectl, {
      namespace: NAMESPACE,
      database: "predictions",
      query: "drop table predictions cascade",
    });
    const open = await checklist();
    match(open, /✗ Postgres holds what its Jobs and MLflow make in it: predictions-migrate/);
    match(open, /✗ A prediction of the classic Deployment is logged and read again/);
  });

  await t.step("a database without its tables comes back with all of them", async () => {
    await askPostgres(kubectl, {
      namespace: NAMESPACE,
      database: "predictions",
      query: "drop schema public cascade; create schema public authorization predictions_owner",
    });
    await deploy();
    match(
      await checklist(),
      /✓ A prediction through the page and Knative is logged and read again/,
    );
  });

  await t.step(
    "a wrong Secret put right starts anew who reads it, MLflow too, and not Postgres",
    async () => {
      const patch = (password: string) =>
        call(
          "patch",
          "secret/postgres-secret",
          "--type=merge",
          `--patch=${JSON.stringify({ stringData: { POSTGRES_PASSWORD: password } })}`,
        );
      await patch("wrong");
      const [mlflow, postgres] = [await podNames("app=mlflow"), await podNames("app=postgres")];
      await call("rollout", "restart", "deployment/mlflow");
      await deploy();
      notEqual((await podNames("app=mlflow")).join(), mlflow.join());
      equal((await podNames("app=postgres")).join(), postgres.join());
      match(await checklist(), /✓ MLflow's page answers/);
    },
  );

  await t.step("production over the workshop is refused, with the way out", async () => {
    const { code, printed } = await task(
      "deploy",
      `--registry=${REGISTRY}`,
      "--overlay=production",
      "--no-room-check",
    );
    equal(code, 1);
    match(printed, /must not hold another overlay: it holds "workshop"/);
    match(printed, /deno task undeploy/);
  });

  await t.step("kubectl apply -k k8s/postgres over the running stack changes nothing", async () => {
    const before = [
      ...await podNames("app=postgres"),
      ...await podNames("app.kubernetes.io/component=postgres-databases"),
    ];
    await kubectl.text("apply the folder", [
      "apply",
      `--kustomize=${ROOT}k8s/postgres`,
      inNamespace,
    ]);
    await call("rollout", "status", "deployment/postgres", "--timeout=60s");
    const after = [
      ...await podNames("app=postgres"),
      ...await podNames("app.kubernetes.io/component=postgres-databases"),
    ];
    equal(after.join(), before.join());
  });

  await t.step("the checklist is all ticked in the end", async () => {
    const { code, printed } = await task("checklist");
    equal(code, 0, printed);
    ok(!printed.includes("✗"));
  });
});
