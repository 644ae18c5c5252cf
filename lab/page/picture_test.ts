import { equal, match, ok } from "node:assert/strict";
import { start } from "../commands/start.ts";
import { testedLab } from "../testing/tested_lab.ts";
import { answerPage } from "./answer_page.ts";
import { edgesOf } from "./edges.ts";
import { drawPicture } from "./picture.ts";

const TEXTS = { ready: "ready", notReady: "not ready" };

// deno-lint-ignore no-explicit-any -- a few fields of each kind
function object(kind: string, name: string, rest: any = {}): any {
  return {
    apiVersion: "v1",
    kind,
    spec: {},
    status: {},
    ...rest,
    metadata: { name, ...rest.metadata },
  };
}

const POD = object("Pod", "postgres-1", {
  metadata: { labels: { app: "postgres" } },
  spec: {
    containers: [{ env: [{ valueFrom: { secretKeyRef: { name: "postgres-secret" } } }] }],
    volumes: [{ persistentVolumeClaim: { claimName: "postgres-pvc" } }],
  },
  status: { conditions: [{ type: "Ready", status: "True" }] },
});
const OBJECTS = [
  POD,
  object("Service", "postgres-service", { spec: { selector: { app: "postgres" } } }),
  object("Service", "other", { spec: { selector: { app: "other" } } }),
  object("Secret", "postgres-secret"),
  object("PersistentVolumeClaim", "postgres-pvc", { status: { phase: "Pending" } }),
  object("NetworkPolicy", "closed", {
    spec: { podSelector: { matchLabels: { app: "postgres" } } },
  }),
];

Deno.test("edgesOf() leads by labels and by what a pod uses", () => {
  const edges = edgesOf(OBJECTS).map(({ from, to, isClosing }) =>
    `${from.metadata.name} ${isClosing ? "-/>" : "->"} ${to.metadata.name}`
  );
  equal(
    edges.join("\n"),
    [
      "postgres-1 -> postgres-secret",
      "postgres-1 -> postgres-pvc",
      "postgres-service -> postgres-1",
      "closed -/> postgres-1",
    ].join("\n"),
  );
});

Deno.test("edgesOf() leads from an entry to its certificate, from what is sealed to what was opened", () => {
  const owner = { ownerReferences: [{ kind: "CronJob", name: "backup" }] };
  const objects = [
    object("Ingress", "entry", {
      spec: {
        tls: [{ secretName: "entry-tls" }],
        rules: [{ http: { paths: [{ backend: { service: { name: "page-service" } } }] } }],
      },
    }),
    object("Service", "page-service"),
    object("Certificate", "entry", { spec: { secretName: "entry-tls" } }),
    object("Secret", "entry-tls"),
    object("SealedSecret", "model-store", {
      status: { conditions: [{ type: "Synced", status: "False" }] },
    }),
    object("Secret", "model-store"),
    object("CronJob", "backup"),
    object("Job", "backup-1", { metadata: owner }),
    object("Job", "restore"),
  ];
  const edges = edgesOf(objects).map(({ from, to }) =>
    `${from.kind} ${from.metadata.name} -> ${to.kind} ${to.metadata.name}`
  );
  equal(
    edges.join("\n"),
    [
      "Ingress entry -> Service page-service",
      "Ingress entry -> Secret entry-tls",
      "Certificate entry -> Secret entry-tls",
      "SealedSecret model-store -> Secret model-store",
      "CronJob backup -> Job backup-1",
    ].join("\n"),
  );
  const svg = drawPicture(objects, TEXTS);
  match(svg, /<g class="waiting"><title>SealedSecret model-store: not ready/);
  match(svg, /<g class="ready"><title>CronJob backup: ready/);
});

Deno.test("drawPicture() tells what is ready, and lets no name out of its text", () => {
  const svg = drawPicture([...OBJECTS, object("Secret", "<b>x</b>")], TEXTS);
  match(svg, /<g class="ready"><title>Pod postgres-1: ready/);
  match(svg, /<g class="waiting"><title>PersistentVolumeClaim postgres-pvc: not ready/);
  ok(svg.includes("&lt;b&gt;x") && !svg.includes("<b>"));
  equal(drawPicture([], TEXTS), "");
});

Deno.test("the lab's page shows the progress and draws the namespace, to this machine only", async () => {
  await using lab = await testedLab();
  await start(lab.deps, "1", "cluster");
  const place = lab.deps.openPlace(1, "cluster");
  await place.kubectl(["apply", "--filename=-"], JSON.stringify(OBJECTS[1]));
  const answer = answerPage(lab.deps);
  const ask = (path: string, host = "localhost:8600") =>
    answer(new Request(`http://localhost:8600${path}`, { headers: { host } }));
  match(await (await ask("/")).text(), /…<\/span><span>1\. PostgreSQL with storage that lasts/);
  match(await (await ask("/picture?exercise=1")).text(), /Service postgres-service/);
  match(await (await ask("/picture?exercise=2")).text(), /Nothing in this namespace yet/);
  // Of an exercise that no cluster is for, a cluster has nothing to answer.
  match(await (await ask("/picture?exercise=18")).text(), /nothing of it on a cluster/);
  equal((await ask("/", "evil.example")).status, 421);
});
