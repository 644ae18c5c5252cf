/**
 * Backups, and the stack brought back from them after both volumes were lost: to a point in time, and to a
 * backup.
 *
 * @module
 */
import { deepEqual, equal, match, notEqual, ok } from "node:assert/strict";
import { s3Store } from "../../functions/backup/s3_store.ts";
import type { Store } from "../../functions/backup/store.ts";
import { askDatabase, cluster, inMlflow, kubectl, NAMESPACE, until } from "./stack.ts";
import { type ClientWay, underLoad } from "./steady_clients.ts";
import type { Step, Tell } from "./steps.ts";
import { runTask } from "./run_task.ts";

/** Clients that ask by each way while everything is lost and brought back. */
const CLIENTS = 1;

/** The key of the test cluster's SeaweedFS, as its documents tell it. */
export const S3_KEY = { accessKeyId: "test", secretAccessKey: "only-for-tests" } as const;

/** Claims of what the stack itself keeps. */
const STACK_VOLUMES = ["postgres-pvc", "mlflow-artifacts-pvc"];

/** Versions that MLflow has, and whether it gives out the files of each, asked in MLflow's pod. */
const ASK_VERSIONS = `import json, os, urllib.error, urllib.request
base = "http://127.0.0.1:" + os.environ.get("MLFLOW_PORT", "5000") + "/api/2.0/"
ask = lambda path: urllib.request.urlopen(base + path, timeout=20).read()
def has(source):
    try:
        return len(ask("mlflow-artifacts/artifacts/" + source.split(":/", 1)[1].lstrip("/") + "/MLmodel")) > 0
    except urllib.error.HTTPError:
        return False
versions = json.loads(ask("mlflow/model-versions/search?max_results=1000")).get("model_versions", [])
print(json.dumps({version["version"]: has(version["source"]) for version in versions}))
`;

async function versions(): Promise<Record<string, boolean>> {
  return JSON.parse(await inMlflow(ASK_VERSIONS));
}

/** Says what versions there are. */
function described(found: Readonly<Record<string, boolean>>): string {
  const names = Object.keys(found).toSorted((a, b) => Number(a) - Number(b));
  const whole = Object.values(found).filter(Boolean).length;
  return `versions ${names.join(", ")}, ${whole} of ${names.length} with their files`;
}

/** The database's own time, as `deno task restore --to` takes it. */
async function databaseTime(): Promise<string> {
  const moment = await askDatabase("postgres", "select clock_timestamp() at time zone 'utc'");
  return `${moment.replace(" ", "T").slice(0, 23)}Z`;
}

/** Counts logged predictions that had been written by a moment: it takes the log a part of a second. */
async function rowsUntil(moment: string): Promise<number> {
  const query = "select count(*) from predictions " +
    `where predicted_at <= timestamptz '${moment}' - interval '2 seconds'`;
  return Number(await askDatabase("predictions", query));
}

/** Trains a version, and waits until Postgres' log and the version's files are archived. */
async function trainAndArchive(): Promise<void> {
  const known = await archivedArtifacts();
  await runTask(["train:cluster"]);
  const file = await askDatabase("postgres", "select pg_walfile_name(pg_switch_wal())");
  await until("the log to be archived", {
    seconds: 120,
    look: async () =>
      await askDatabase(
          "postgres",
          `select last_archived_wal >= '${file}' from pg_stat_archiver`,
        ) === "t" ||
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

async function loseVolumes(names: readonly string[] = STACK_VOLUMES): Promise<void> {
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
  const claims = names.map((name) => `pvc/${name}`);
  await kubectl.text("lose the volumes", ["delete", ...claims, where, "--wait=false"]);
  // The pod that archives holds some of them.
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

async function backUp(tell: Tell): Promise<void> {
  const { printed, seconds } = await runTask(["backup"]);
  match(printed, /restored and counted: \d+ rows in \d+ tables[^]*kept /);
  const [counted = ""] = /restored and counted: .*/.exec(printed) ?? [];
  tell(`backup in ${seconds.toFixed(0)} s; ${counted}`);
}

async function bringBack(overlay: string, which: readonly string[], tell: Tell): Promise<void> {
  const { seconds } = await runTask(["restore", ...which, `--overlay=${overlay}`, "--yes"]);
  tell(`deno task restore ${which.join(" ")} took ${seconds.toFixed(0)} s`);
}

/** A folder of the bucket of the test cluster's SeaweedFS. */
function bucketOf(folder: string): Store {
  const endpoint = new URL("http://127.0.0.1:31333");
  return s3Store({ endpoint, region: "us-east-1", name: "artifacts", folder, ...S3_KEY });
}

/**
 * Removes all files of a folder of that bucket.
 *
 * @param folder The folder.
 * @returns How many there were.
 */
export async function emptyFolder(folder: string): Promise<number> {
  const bucket = bucketOf(folder);
  const files = [...(await bucket.list("")).keys()];
  for (const file of files) await bucket.remove(file);
  return files.length;
}

/** Loses all that the stack has but for its backups' folder in the bucket. */
async function loseAll(tell: Tell): Promise<void> {
  await loseVolumes(["postgres-pvc", "backup-pvc"]);
  tell(`lost: both volumes and ${await emptyFolder("mlflow")} files of MLflow's`);
}

/** Waits until Postgres' log up to now, a copy to begin at, and all artifacts are in the bucket. */
async function untilSent(): Promise<void> {
  const kept = bucketOf("backups");
  const file = await askDatabase("postgres", "select pg_walfile_name(pg_switch_wal())");
  await until("the log and a copy to be in the bucket", {
    seconds: 240,
    look: async () => {
      const copies = [...(await kept.list("base")).keys()];
      const isThere = (await kept.list("wal")).has(file) &&
        copies.some((name) => name.endsWith("base.tar.gz"));
      return isThere || undefined;
    },
  });
}

/**
 * Lists the steps that bring databases back where Postgres is elsewhere.
 *
 * @param overlay The overlay.
 * @returns The steps.
 */
export function restoreSteps(overlay: string): Step[] {
  return [{
    id: "restore-backup",
    title: "a version that came after the backup is gone after the restoration",
    run: async (tell) => {
      await backUp(tell);
      const wanted = await versions();
      await runTask(["train:cluster"]);
      ok(Object.keys(await versions()).length > Object.keys(wanted).length);
      await bringBack(overlay, [], tell);
      deepEqual(await versions(), wanted);
      tell(`after: ${described(wanted)}`);
    },
  }];
}

/**
 * Lists the steps of backups in a bucket.
 *
 * @param overlay The overlay that names the bucket.
 * @returns The steps.
 */
export function bucketSteps(overlay: string): Step[] {
  return [{
    id: "restore-bucket-point",
    title: "both volumes and all artifacts are lost, and come back to a moment from the bucket",
    run: async (tell) => {
      await untilSent();
      await trainAndArchive();
      const wanted = await versions();
      const to = await databaseTime();
      await runTask(["train:cluster"]);
      await untilSent();
      tell(`before: ${described(await versions())}`);
      await loseAll(tell);
      await bringBack(overlay, ["--to", to], tell);
      deepEqual(await versions(), wanted);
      tell(`after: ${described(wanted)}`);
    },
  }, {
    id: "restore-bucket",
    title:
      "both volumes and all artifacts are lost, and come back to the last backup in the bucket",
    run: async (tell) => {
      await backUp(tell);
      const wanted = await versions();
      await runTask(["train:cluster"]);
      const late = await versions();
      ok(Object.keys(late).length > Object.keys(wanted).length);
      tell(`before: ${described(late)}`);
      await loseAll(tell);
      await bringBack(overlay, [], tell);
      deepEqual(await versions(), wanted);
      tell(`after: ${described(wanted)}`);
      // The next one is made of what came back, by the role that reads, and stands for this day now.
      const listed = async () => (await runTask(["backups"])).printed.trim();
      const before = await listed();
      await backUp(tell);
      const after = await listed();
      notEqual(after, before);
      equal(after.split("\n").length, before.split("\n").length);
    },
  }];
}

/**
 * Lists the steps of backups.
 *
 * @param options The overlay, and what finds the ways by which clients ask.
 * @returns The steps.
 */
export function backupSteps(
  { overlay, findWays }: { overlay: string; findWays: () => Promise<readonly ClientWay[]> },
): Step[] {
  const restore = (tell: Tell, ...which: string[]) => bringBack(overlay, which, tell);
  return [
    { id: "backup", title: "a backup is made, and proved by restoring it", run: backUp },
    {
      id: "restore-point",
      title: "both volumes are lost under load, and come back to a moment",
      run: async (tell) =>
        await underLoad({ ways: await findWays(), clients: CLIENTS, tell }, async () => {
          await trainAndArchive();
          const wanted = await versions();
          const to = await databaseTime();
          await trainAndArchive();
          const [late, rows] = [await versions(), await rowsUntil(to)];
          ok(Object.keys(late).length > Object.keys(wanted).length);
          tell(`before: ${described(late)}; ${rows} predictions logged until ${to}`);
          await loseVolumes();
          await restore(tell, "--to", to);
          deepEqual(await versions(), wanted);
          const kept = await rowsUntil(to);
          tell(`after: ${described(wanted)}; ${kept} predictions logged until then`);
          ok(kept >= rows, `${rows - kept} logged predictions are lost`);
        }),
    },
    {
      id: "restore-backup",
      title: "both volumes are lost under load, and come back to the last backup",
      run: async (tell) =>
        await underLoad({ ways: await findWays(), clients: CLIENTS, tell }, async () => {
          await backUp(tell);
          const wanted = await versions();
          await runTask(["train:cluster"]);
          await loseVolumes();
          await restore(tell);
          deepEqual(await versions(), wanted);
          tell(`after: ${described(wanted)}`);
        }),
    },
  ];
}
