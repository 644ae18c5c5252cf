import { deepEqual, equal, match } from "node:assert/strict";
import { checkCluster, type CheckOptions } from "./check_cluster.ts";
import { allowing, type Answer, FakeKubectl, list, refusal } from "../testing/fake_kubectl.ts";

const versions = {
  clientVersion: { gitVersion: "v1.32.4" },
  serverVersion: { gitVersion: "v1.34.4" },
};
const named = (kind: string, name: string, rest: object = {}) => ({
  apiVersion: "v1",
  kind,
  metadata: { name },
  ...rest,
});
const available = { replicas: 1, updatedReplicas: 1, availableReplicas: 1 };
const controller = {
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name: "controller", labels: { "app.kubernetes.io/version": "1.15.2" } },
  status: available,
};
const storageClass = {
  apiVersion: "storage.k8s.io/v1",
  kind: "StorageClass",
  metadata: {
    name: "standard",
    annotations: { "storageclass.kubernetes.io/is-default-class": "true" },
  },
};

/** A cluster that has everything, beside what a test says otherwise. */
function cluster(...answers: [string, Answer][]): FakeKubectl {
  return new FakeKubectl([
    ...answers,
    ["version", versions],
    ["get customresourcedefinitions", list(named("CustomResourceDefinition", "services"))],
    ["get deployments --namespace=knative-serving", list(controller)],
    ["get nodes", list(named("Node", "a"))],
    ["get storageclasses", list(storageClass)],
    ["get apiservices", list(named("APIService", "v1beta1.metrics.k8s.io"))],
    allowing(),
  ]);
}

const options = (fake: FakeKubectl, rest: Partial<CheckOptions> = {}): CheckOptions => ({
  run: () => Promise.resolve(undefined),
  kubectl: fake.client,
  denoVersion: "2.9.6",
  loader: undefined,
  objects: [],
  namespace: "n",
  installsKnative: false,
  checksRoom: true,
  ...rest,
});

Deno.test("checkCluster() finds nothing missing where nothing is", async () => {
  const { faults, notes, knative, nodes } = await checkCluster(options(cluster()));
  deepEqual([faults, notes], [[], []]);
  deepEqual(knative, { state: "ready", version: "1.15.2" });
  equal(nodes.length, 1);
});

Deno.test("checkCluster() says everything that is missing at once", async () => {
  const fake = cluster(
    ["version", {
      clientVersion: { gitVersion: "v1.26.0" },
      serverVersion: { gitVersion: "v1.27.3" },
    }],
    ["get customresourcedefinitions", ""],
    ["get storageclasses", list()],
    ["get apiservices", ""],
    ["get namespace n", list(named("Namespace", "n", { status: { phase: "Terminating" } }))],
    allowing(({ resource, subresource }) => resource !== "namespaces" && subresource !== "exec"),
  );
  const { faults, notes } = await checkCluster(
    options(fake, { denoVersion: "2.8.0", loader: "kind" }),
  );
  deepEqual(faults, [
    "Deno must be 2.9 or later: is 2.8.0",
    "kind must be on the PATH: it is not",
    "kubectl must be 1.27 or later: is v1.26.0",
    "Kubernetes must be 1.30 or later: is v1.27.3",
    "you must be allowed to create namespaces: you are not",
    "you must be allowed to create pods/exec: you are not",
    "the cluster must have a default StorageClass: it has none",
    'namespace "n" must not be going away: wait until it is gone',
    "Knative Serving must be installed: it is not (--install-knative installs it)",
  ]);
  deepEqual(notes, ["no metrics server: the classic Deployment's HPA cannot scale"]);
});

Deno.test("checkCluster() stops at a cluster that does not answer", async () => {
  const down = refusal(
    "The connection to the server 10.0.0.1:6443 was refused - did you specify the right host or port?",
  );
  const fake = cluster(["version", {
    ...down,
    stdout: JSON.stringify({ clientVersion: { gitVersion: "v1.32.4" } }),
  }]);
  const { faults } = await checkCluster(options(fake));
  deepEqual(faults, [
    "the cluster must answer: The connection to the server 10.0.0.1:6443 was refused",
  ]);
  equal(fake.calls.length, 1);
});

Deno.test("checkCluster() passes on that a context does not exist", async () => {
  const fake = cluster(["version", refusal('error: context "nope" does not exist')]);
  deepEqual((await checkCluster(options(fake))).faults, [
    'the cluster must answer: context "nope" does not exist',
  ]);
});

Deno.test("checkCluster() takes a missing Knative for right if it is to be installed", async () => {
  const fake = cluster(["get customresourcedefinitions", ""]);
  const { faults, knative } = await checkCluster(options(fake, { installsKnative: true }));
  deepEqual([faults, knative.state], [[], "missing"]);
});

Deno.test("checkCluster() does not install Knative into a namespace that is going away", async () => {
  const going = named("Namespace", "knative-serving", { status: { phase: "Terminating" } });
  const fake = cluster(
    ["get customresourcedefinitions", ""],
    ["get namespace knative-serving", list(going)],
  );
  deepEqual((await checkCluster(options(fake, { installsKnative: true }))).faults, [
    'namespace "knative-serving" must not be going away: wait until it is gone',
  ]);
});

Deno.test("checkCluster() says that Knative to be installed wants a newer Kubernetes", async () => {
  const older = cluster(["get customresourcedefinitions", ""], ["version", {
    clientVersion: { gitVersion: "v1.32.4" },
    serverVersion: { gitVersion: "v1.33.4" },
  }]);
  const { faults } = await checkCluster(options(older, { installsKnative: true }));
  equal(faults.length, 1);
  match(faults[0] ?? "", /^Kubernetes for Knative .* must be 1\.34 or later: is v1\.33\.4$/);
});

Deno.test("checkCluster() says which part of Knative is not available", async () => {
  const broken = { ...controller, status: { replicas: 1 } };
  const fake = cluster(["get deployments --namespace=knative-serving", list(broken)]);
  deepEqual((await checkCluster(options(fake))).faults, [
    "Knative Serving must be ready: controller not available",
  ]);
});

Deno.test("checkCluster() looks for Secrets that the manifests use and do not hold", async () => {
  const pod = {
    containers: [{
      env: [
        { valueFrom: { secretKeyRef: { name: "held", key: "k" } } },
        { valueFrom: { secretKeyRef: { name: "present", key: "k" } } },
        { valueFrom: { secretKeyRef: { name: "optional", key: "k", optional: true } } },
      ],
      envFrom: ["absent", "s3-credentials", "database-owner"].map((name) => ({
        secretRef: { name },
      })),
    }],
  };
  const objects = [named("Secret", "held"), named("Deployment", "d", { spec: pod })];
  const fake = cluster(["get secrets", list(named("Secret", "present"))]);
  deepEqual((await checkCluster(options(fake, { objects }))).faults, [
    'Secret "absent" must exist in namespace "n": it does not ' +
    "(deno task secrets:production makes it)",
    'Secret "s3-credentials" must exist in namespace "n": it does not ' +
    "(AWS_ACCESS_KEY_ID=… AWS_SECRET_ACCESS_KEY=… deno task secrets:production makes it)",
    'Secret "database-owner" must exist in namespace "n": it does not ' +
    '(k8s/README.md, "Postgres elsewhere", says what it holds)',
  ]);
});

Deno.test("checkCluster() takes a sealed Secret for one that will be there, where it can be opened", async () => {
  const pod = { containers: [{ envFrom: [{ secretRef: { name: "sealed" } }] }] };
  const sealed = { ...named("SealedSecret", "sealed"), apiVersion: "bitnami.com/v1alpha1" };
  const objects = [sealed, named("Deployment", "d", { spec: pod })];
  const kind = "get customresourcedefinitions sealedsecrets.bitnami.com";
  deepEqual((await checkCluster(options(cluster([kind, list(sealed)]), { objects }))).faults, []);
  deepEqual((await checkCluster(options(cluster([kind, list()]), { objects }))).faults, [
    "the controller of Sealed Secrets must be installed, as the overlay holds some: it is not",
  ]);
});

Deno.test("checkCluster() wants room for the pods, and says so where it cannot look", async () => {
  const objects = [named("Deployment", "ui", {
    spec: {
      replicas: 1,
      template: { spec: { containers: [{ resources: { requests: { cpu: "2" } } }] } },
    },
  })];
  const nodes: [string, Answer] = [
    "get nodes",
    list(named("Node", "a", { status: { allocatable: { cpu: "1", memory: "1Gi" } } })),
  ];
  match(
    (await checkCluster(options(cluster(nodes), { objects }))).faults[0] ?? "",
    /must have room/,
  );
  deepEqual(
    (await checkCluster(options(cluster(nodes), { objects, checksRoom: false }))).faults,
    [],
  );
  const blind = cluster(nodes, ["get pods --all-namespaces", refusal("forbidden")]);
  const { faults, notes } = await checkCluster(options(blind, { objects }));
  deepEqual([faults, notes], [[], [
    "the room on the nodes is not known: you may not list all pods",
  ]]);
});

Deno.test("checkCluster() looks no further where it may not read", async () => {
  const fake = cluster(
    ["get secrets", refusal("forbidden")],
    allowing(({ verb, resource }) => !(verb === "list" && resource === "secrets")),
  );
  deepEqual((await checkCluster(options(fake))).faults, [
    "you must be allowed to list secrets: you are not",
  ]);
});
