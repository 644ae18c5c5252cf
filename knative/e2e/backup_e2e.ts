// deno-lint-ignore-file no-console -- times for whoever runs it
/**
 * Loses both volumes of the stack and brings it back: to a point in time, and to a backup.
 *
 * Run with the overlay production-small deployed and KUBECONFIG set: `deno task e2e:backup`
 *
 * @module
 */
import { deepEqual, match, ok } from "node:assert/strict";
import { referenceTest } from "@mlops/testing/reference";
import { cluster, inMlflow, kubectl, NAMESPACE, until } from "./stack.ts";

const ROOT = new URL("../../", import.meta.url).pathname;

/** Versions that MLflow has, and whether the files of each are there, asked in MLflow's pod. */
const ASK_VERSIONS = `import json, os, urllib.request
base = "http://127.0.0.1:" + os.environ.get("MLFLOW_PORT", "5000") + "/api/2.0/mlflow/"
ask = lambda path: json.load(urllib.request.urlopen(base + path, timeout=20))
found = {}
for version in ask("model-versions/search?max_results=1000").get("model_versions", []):
    path = "/mlflow/artifacts/" + version["source"].split(":/", 1)[1].lstrip("/")
    found[version["version"]] = os.path.exists(path + "/MLmodel")
print(json.dumps(found))
`;

async function versions(): Promise<Record<string, boolean>> {
  return JSON.parse(await inMlflow(ASK_VERSIONS));
}

async function task(...args: string[]): Promise<string> {
  const begin = performance.now();
  const { success, stdout, stderr } = await new Deno.Command("deno", {
    args: ["task", "--quiet", ...args],
    cwd: ROOT,
    stdin: "null",
  }).output();
  const decoder = new TextDecoder();
  const said = `${decoder.decode(stdout)}${decoder.decode(stderr)}`;
  ok(success, said);
  console.log(
    `  deno task ${args.join(" ")}: ${((performance.now() - begin) / 1_000).toFixed(1)} s`,
  );
  return said;
}

/** Asks Postgres as its superuser, which has no password inside the pod. */
async function admin(query: string): Promise<string> {
  const said = await kubectl.text("ask Postgres", [
    "exec",
    "deployment/postgres",
    "--container=postgres",
    `--namespace=${NAMESPACE}`,
    "--",
    "psql",
    "--username=postgres",
    "--dbname=postgres",
    "-XAtqc",
    query,
  ]);
  return said.trim();
}

/** Trains a version, and waits until Postgres' log and the version's files are archived. */
async function trainAndArchive(): Promise<void> {
  const known = await archivedArtifacts();
  await task("train:cluster");
  const file = await admin("select pg_walfile_name(pg_switch_wal())");
  await until("the log to be archived", {
    seconds: 120,
    look: async () =>
      await admin(`select last_archived_wal >= '${file}' from pg_stat_archiver`) === "t" ||
      undefined,
  });
  await until("the version's files to be archived", {
    seconds: 180,
    look: async () => await archivedArtifacts() > known || undefined,
  });
}

async function archivedArtifacts(): Promise<number> {
  const said = await cluster.text(["logs", "deployment/backup-archive"]);
  return [...said.matchAll(/archived (\d+) artifacts/g)].reduce((sum, [, n]) => sum + Number(n), 0);
}

async function loseVolumes(): Promise<void> {
  const where = `--namespace=${NAMESPACE}`;
  for (const name of ["mlflow", "postgres"]) {
    await kubectl.text("stop", ["scale", `deployment/${name}`, "--replicas=0", where]);
  }
  // Kubernetes keeps a claim as long as any pod names it, one that has ended, too.
  await kubectl.text("let go", [
    "delete",
    "jobs",
    "--selector=app.kubernetes.io/name=backup",
    where,
  ]);
  const claims = ["pvc/postgres-pvc", "pvc/mlflow-artifacts-pvc"];
  await kubectl.text("lose the volumes", ["delete", ...claims, where, "--wait=false"]);
  // The pod that archives holds one of them.
  await kubectl.text("let go", ["delete", "pod", "--selector=app=backup-archive", where]);
  for (const claim of claims) {
    await kubectl.text("lose the volumes", [
      "wait",
      "--for=delete",
      claim,
      where,
      "--timeout=120s",
    ]);
  }
}

referenceTest(
  "both volumes are lost and come back, to a moment and to a backup",
  ["cluster"],
  async () => {
    const first = await versions();
    match(await task("backup"), /restored and counted: \d+ rows in \d+ tables[^]*kept /);
    await trainAndArchive();
    const second = await versions();
    ok(Object.keys(second).length > Object.keys(first).length);
    const moment = await admin("select clock_timestamp() at time zone 'utc'");
    await trainAndArchive();

    await loseVolumes();
    const to = `${moment.replace(" ", "T").slice(0, 23)}Z`;
    await task("restore", "--to", to, "--overlay=production-small", "--yes");
    deepEqual(await versions(), second);

    await loseVolumes();
    await task("restore", "--overlay=production-small", "--yes");
    deepEqual(await versions(), first);
  },
);
