/**
 * Whether a deployment tells the truth about things that are broken: lost work is done again, a changed Secret
 * reaches who reads it, another overlay is refused, and a Revision that Knative gave up comes back.
 *
 * It begins by removing a stack that is there, with its volumes, and ends so.
 *
 * Run with the test cluster up and KUBECONFIG set: `deno task e2e:truth`
 *
 * @module
 */
import { equal, match, notEqual, ok } from "node:assert/strict";
import { referenceTest } from "@mlops/testing/reference";
import { podTroubles } from "../deploy/ready/pod_trouble.ts";
import { askDatabase, cluster, kubectl, NAMESPACE, until } from "./stack.ts";
import { inOrder, type Step } from "./steps.ts";
import { deploy as deployOverlay, REGISTRY, runTask, tryTask } from "./run_task.ts";
import { UNDEPLOY } from "./undeploy_step.ts";

const K8S = new URL("../../k8s/", import.meta.url).pathname;

async function deploy(): Promise<string> {
  return (await deployOverlay("workshop")).printed;
}

/** What the checklist says, whether or not all is ticked. */
async function checklist(): Promise<string> {
  return (await tryTask(["checklist"])).printed;
}

/** Selects the pods of the Knative Service. */
const PREDICT = "serving.knative.dev/service=predict";

const inNamespace = `--namespace=${NAMESPACE}`;

async function call(...args: string[]): Promise<void> {
  await kubectl.text(args[0] ?? "", [...args, inNamespace]);
}

/** As somebody would by hand, behind the manifests' back. */
async function changeSecret(name: string, stringData: Record<string, string>): Promise<void> {
  const patch = `--patch=${JSON.stringify({ stringData })}`;
  await call("patch", `secret/${name}`, "--type=merge", patch);
}

async function podNames(selector: string): Promise<string[]> {
  const pods = await cluster.objects("pods", [`--selector=${selector}`]);
  return pods.filter(({ metadata }) => !("deletionTimestamp" in metadata))
    .map(({ metadata }) => metadata.name).sort();
}

const TRUTH: readonly Step[] = [
  {
    id: "deploy",
    title: "a deployment from nothing",
    run: async () => {
      await deploy();
    },
  },

  {
    id: "claim",
    title: "the claim of Postgres is gone: its tables are made again, and rows are logged",
    run: async () => {
      await call("delete", "persistentvolumeclaim/postgres-pvc", "--wait=false");
      await call("delete", "pod", "--selector=app=postgres");
      await until("the claim to be gone", {
        seconds: 60,
        look: async () =>
          (await cluster.objects("persistentvolumeclaims", ["postgres-pvc"])).length === 0 ||
          undefined,
      });
      const printed = await deploy();
      match(
        printed,
        /what predictions-migrate had done is gone from Postgres: it does it again/,
      );
      match(printed, /✓ A prediction of the classic Deployment is logged and read again/);
      match(printed, /✓ Postgres holds what its Jobs and MLflow make in it/);
    },
  },

  {
    id: "tables",
    title: "tables that were dropped are a cross, and a deployment mends them",
    run: async () => {
      await askDatabase("predictions", "drop table predictions cascade");
      const open = await checklist();
      match(open, /✗ Postgres holds what its Jobs and MLflow make in it: predictions-migrate/);
      match(open, /✗ A prediction of the classic Deployment is logged and read again/);
    },
  },

  {
    id: "schema",
    title: "a database without its tables comes back with all of them",
    run: async () => {
      await askDatabase(
        "predictions",
        "drop schema public cascade; create schema public authorization predictions_owner",
      );
      match(await deploy(), /✓ A prediction through the page and Knative is logged and read again/);
    },
  },

  {
    id: "secret",
    title: "a wrong Secret put right starts anew who reads it, MLflow too, and not Postgres",
    run: async () => {
      await changeSecret("postgres-secret", { "POSTGRES_PASSWORD": "wrong" });
      const [mlflow, postgres] = [await podNames("app=mlflow"), await podNames("app=postgres")];
      await call("rollout", "restart", "deployment/mlflow");
      await deploy();
      notEqual((await podNames("app=mlflow")).join(), mlflow.join());
      equal((await podNames("app=postgres")).join(), postgres.join());
    },
  },

  {
    id: "pods",
    title: "a wrong Secret put right reaches Knative's pods, too",
    run: async () => {
      await changeSecret("predictions-secret", { "PREDICTOR_PASSWORD": "wrong" });
      // Pods that start now read it.
      await call("delete", "pod", `--selector=${PREDICT}`);
      match(
        await checklist(),
        /✗ A prediction through the page and Knative is logged and read again/,
      );
      const printed = await deploy();
      match(printed, /predict starts anew, as what it reads was another thing on the cluster/);
      match(printed, /✓ A prediction through the page and Knative is logged and read again/);
    },
  },

  {
    id: "revision",
    title: "a Revision that failed is told with its name, and a deployment mends it",
    run: async () => {
      const value = { name: "MODEL_POLL_SECONDS", value: "often" };
      const patch = [{ op: "add", path: "/spec/template/spec/containers/0/env/-", value }];
      await call(
        "patch",
        "services.serving.knative.dev/predict",
        "--type=json",
        `--patch=${JSON.stringify(patch)}`,
      );
      // Knative itself may say nothing of it for ten minutes.
      await until("its pods to end again and again", {
        seconds: 120,
        look: async () => {
          const pods = await cluster.objects("pods", [`--selector=${PREDICT}`]);
          const reasons = podTroubles(pods).map(({ reason }) => reason);
          return reasons.some((reason) => reason.startsWith("CrashLoopBackOff")) || undefined;
        },
      });
      match(await checklist(), /✗ Knative Service predict is Ready: .*predict-\d+.*exit code 1/);
      match(await deploy(), /✓ prediction service/);
    },
  },

  {
    id: "room",
    title: "what the nodes have no room for is told before anything changes",
    run: async () => {
      const { code, printed } = await tryTask([
        "deploy",
        `--registry=${REGISTRY}`,
        "--overlay=production",
      ]);
      equal(code, 1);
      // Production wants more than the two cores of the test cluster.
      match(printed, /the nodes must have room for pods: .* would wait/);
    },
  },

  {
    id: "overlay",
    title: "production over the workshop is refused, with the way out",
    run: async () => {
      const { code, printed } = await tryTask([
        "deploy",
        `--registry=${REGISTRY}`,
        "--overlay=production",
        "--no-room-check",
      ]);
      equal(code, 1);
      match(printed, /must not hold another overlay: it holds "workshop"/);
      match(printed, /deno task undeploy/);
    },
  },

  {
    id: "folder",
    title: "kubectl apply -k k8s/postgres over the running stack changes nothing",
    run: async () => {
      const before = [
        ...await podNames("app=postgres"),
        ...await podNames("app.kubernetes.io/component=postgres-databases"),
      ];
      await kubectl.text("apply the folder", [
        "apply",
        `--kustomize=${K8S}postgres`,
        inNamespace,
      ]);
      await call("rollout", "status", "deployment/postgres", "--timeout=60s");
      const after = [
        ...await podNames("app=postgres"),
        ...await podNames("app.kubernetes.io/component=postgres-databases"),
      ];
      equal(after.join(), before.join());
    },
  },

  {
    id: "checklist",
    title: "the checklist is all ticked in the end",
    run: async () => {
      const { code, printed } = await tryTask(["checklist"]);
      equal(code, 0, printed);
      ok(!printed.includes("✗"));
    },
  },
];

referenceTest("a deployment tells the truth about what is broken", ["cluster"], async (t) => {
  await runTask(["undeploy", "--yes"]);
  await inOrder(t, [...TRUTH, UNDEPLOY]);
});
