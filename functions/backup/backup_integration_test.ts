/**
 * A backup from a real Postgres to a real Postgres by the scripts that run in the cluster.
 * Skipped, by name, where Postgres' own programs are missing.
 */
import { deepEqual, equal, match, ok, rejects } from "node:assert/strict";
import postgres from "postgres";
import { referenceTest } from "@mlops/testing/reference";
import { TestedPostgres } from "@mlops/testing/tested_postgres";
import { TestedS3 } from "@mlops/testing/tested_s3";
import type { Backup } from "./backup.ts";
import { s3Store } from "./s3_store.ts";
import { folderStore, type Store } from "./store.ts";
import { fetchBackup } from "./fetch_backup.ts";
import { keepBackup } from "./keep_backup.ts";
import { backupMetrics } from "./metrics.ts";

const PROGRAMS = "/usr/lib/postgresql/15/bin";
const SCRIPTS = new URL("../../k8s/backup/", import.meta.url).pathname;
const PREPARE = new URL("../../k8s/postgres/prepare-databases.sh", import.meta.url).pathname;
const RETENTION = { days: 7, weeks: 5, months: 12 };

/** A user that is not root, as Postgres wants it. */
const NOBODY = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"];

const isMissing = await Deno.stat(`${PROGRAMS}/pg_dump`).then(() => false, () => true);

function openIn(bucket: TestedS3 | undefined, folder: string, name: string): Store {
  if (bucket === undefined) return folderStore(`${folder}/${name}`);
  const { url: endpoint, accessKeyId, secretAccessKey } = bucket;
  const key = { accessKeyId, secretAccessKey };
  return s3Store({ endpoint, region: "us-east-1", name: "backups", folder: name, ...key });
}

/** The stack that is backed up: both databases, and artifacts of one registered version. */
class Stack implements AsyncDisposable {
  readonly folder: string;
  readonly postgres: TestedPostgres;
  readonly store: Store;
  readonly artifacts: Store;

  private constructor(folder: string, server: TestedPostgres, bucket?: TestedS3) {
    this.folder = folder;
    this.postgres = server;
    const open = (name: string) => openIn(bucket, folder, name);
    [this.store, this.artifacts] = [open("store"), open("artifacts")];
  }

  /** With files in folders, or in a bucket. */
  static async start(bucket?: TestedS3): Promise<Stack> {
    const folder = await Deno.makeTempDir({ prefix: "backup-" });
    // The proof runs as another user where this is root, as Postgres never runs as root.
    await Deno.chmod(folder, 0o777);
    const stack = new Stack(folder, await TestedPostgres.start(), bucket);
    const prepared = await stack.bash([PREPARE], {
      MLFLOW_ROLE: "mlflow",
      MLFLOW_PASSWORD: "mlflow",
      PREDICTIONS_OWNER_PASSWORD: "owner",
      PREDICTOR_PASSWORD: "test",
      BACKUP_PASSWORD: "backup",
    });
    equal(prepared.code, 0, prepared.output);
    return stack;
  }

  async sql<T>(database: string, action: (sql: postgres.Sql) => Promise<T>): Promise<T> {
    const url = new URL(this.postgres.adminUrl);
    url.pathname = `/${database}`;
    const sql = postgres(url.href, { onnotice: () => {} });
    try {
      return await action(sql);
    } finally {
      await sql.end();
    }
  }

  /** What MLflow keeps of a registered version, with the columns that a backup looks at. */
  async registerVersion(): Promise<void> {
    await this.sql("mlflow", async (sql) => {
      await sql`CREATE TABLE runs (artifact_uri text)`;
      await sql`CREATE TABLE model_versions (source text, current_stage text)`;
      await sql`INSERT INTO runs VALUES ('mlflow-artifacts:/1/abc/artifacts')`;
      await sql`INSERT INTO model_versions VALUES ('mlflow-artifacts:/1/abc/artifacts/model', 'None')`;
    });
    await this.log("1/abc/artifacts/model/MLmodel", "flavors: {}\n");
    await this.log("1/abc/artifacts/model/model.onnx", "forest");
    await this.log("1/unknown/artifacts/half", "of a run that the dump does not know");
  }

  async log(path: string, text: string): Promise<void> {
    await this.artifacts.write(path, new Blob([text]).stream());
  }

  /** Runs a script as its pod does: dumps as the role of backups, all else as the superuser. */
  async run(script: string, work: string): Promise<{ code: number; output: string }> {
    const scratch = await Deno.makeTempDir({ dir: this.folder });
    const isRoot = Deno.uid() === 0;
    if (isRoot) await Deno.chown(scratch, 65_534, 65_534);
    return await this.bash([`${SCRIPTS}${script}`], {
      ...script === "dump.sh" && { PGUSER: "backup", PGPASSWORD: "backup" },
      WORK: work,
      SCRATCH: scratch,
    }, script === "prove.sh" && isRoot ? NOBODY : []);
  }

  async bash(
    args: readonly string[],
    env: Record<string, string>,
    prefix: readonly string[] = [],
  ): Promise<{ code: number; output: string }> {
    const { hostname, port, username, password } = this.postgres.adminUrl;
    const [program = "", ...rest] = [...prefix, "bash", ...args];
    const { code, stdout, stderr } = await new Deno.Command(program, {
      args: rest,
      env: {
        PATH: `${PROGRAMS}:${Deno.env.get("PATH")}`,
        PGHOST: hostname,
        PGPORT: port,
        PGUSER: decodeURIComponent(username),
        PGPASSWORD: decodeURIComponent(password),
        MLFLOW_DATABASE: "mlflow",
        ...env,
      },
    }).output();
    const decoder = new TextDecoder();
    return { code, output: decoder.decode(stdout) + decoder.decode(stderr) };
  }

  async dump(): Promise<string> {
    const work = await Deno.makeTempDir({ dir: this.folder });
    await Deno.chmod(work, 0o755);
    const dumped = await this.run("dump.sh", work);
    equal(dumped.code, 0, dumped.output);
    return work;
  }

  async keep(work: string): Promise<Backup> {
    const { artifacts, store } = this;
    const options = { work: folderStore(work), artifacts, store, retention: RETENTION };
    return (await keepBackup(options)).backup;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.postgres[Symbol.asyncDispose]();
    await Deno.remove(this.folder, { recursive: true });
  }
}

async function isLostAndRestored(stack: Stack): Promise<void> {
  const { store, artifacts } = stack;
  await stack.registerVersion();
  const work = await stack.dump();
  const proved = await stack.run("prove.sh", work);
  equal(proved.code, 0, proved.output);
  match(proved.output, /restored and counted: \d+ rows in \d+ tables/);
  const backup = await stack.keep(work);
  equal(backup.rows["mlflow.public.runs"], 1);
  deepEqual(backup.artifacts.map(({ path }) => path), [
    "1/abc/artifacts/model/MLmodel",
    "1/abc/artifacts/model/model.onnx",
  ]);
  match(await backupMetrics(store), /^backups 1$/m);
  match(
    await backupMetrics(store, 5_000),
    /^backup_archive_last_success_timestamp_seconds 5$/m,
  );

  await stack.sql("mlflow", (sql) => sql`DROP TABLE runs`);
  await stack.sql("postgres", (sql) => sql`DROP DATABASE predictions WITH (FORCE)`);
  for (const path of (await artifacts.list("")).keys()) await artifacts.remove(path);

  const fetched = await Deno.makeTempDir({ dir: stack.folder });
  await fetchBackup({ store, which: "latest", work: folderStore(fetched), artifacts });
  // As a backup from before there was a role for backups: the next one must work all the same.
  const rights = `${fetched}/mlflow.rights.sql`;
  const lines = (await Deno.readTextFile(rights)).split("\n");
  await Deno.writeTextFile(rights, lines.filter((line) => !/TO backup;$/.test(line)).join("\n"));
  const restored = await stack.run("restore.sh", fetched);
  equal(restored.code, 0, restored.output);
  equal((await stack.sql("mlflow", (sql) => sql`SELECT * FROM runs`)).length, 1);
  const model = await artifacts.read("1/abc/artifacts/model/model.onnx");
  equal(await new Response(model).text(), "forest");
  // The service's own role logs again, and reaches nothing else.
  const predictor = postgres(stack.postgres.url.href, { onnotice: () => {} });
  equal((await predictor`SELECT count(*)::int AS n FROM predictions`)[0]?.["n"], 0);
  await predictor.end();
  const other = new URL(stack.postgres.url);
  other.pathname = "/mlflow";
  const stranger = postgres(other.href, { onnotice: () => {} });
  await rejects(stranger`SELECT 1`, /permission denied for database/);
  await stranger.end();
  await stack.dump();
}

const TITLE =
  "a backup is proved, survives the loss of everything and gives back rows, rights and files";

Deno.test({
  name: TITLE +
    (isMissing ? " [skipped: Postgres' programs are missing: apt-get install postgresql]" : ""),
  ignore: isMissing,
}, async () => {
  await using stack = await Stack.start();
  await isLostAndRestored(stack);
});

referenceTest(`${TITLE}, in a bucket`, ["python"], async () => {
  await using bucket = await TestedS3.start();
  await using stack = await Stack.start(bucket);
  await isLostAndRestored(stack);
});

Deno.test({
  name: "a dump that lost a row is not kept",
  ignore: isMissing,
}, async () => {
  await using stack = await Stack.start();
  await stack.registerVersion();
  const work = await stack.dump();
  const rows = await Deno.readTextFile(`${work}/rows`);
  await Deno.writeTextFile(`${work}/rows`, rows.replace("runs\t1", "runs\t2"));
  const { code, output } = await stack.run("prove.sh", work);
  equal(code, 1, output);
  match(output, /must restore to the rows that were dumped: [^]*mlflow\.public\.runs\t2/);
});

Deno.test(
  { name: "damage in the store is found before it is used", ignore: isMissing },
  async () => {
    await using stack = await Stack.start();
    await stack.registerVersion();
    const { artifacts: [, file] } = await stack.keep(await stack.dump());
    ok(file);
    await stack.store.write(`contents/${file.sha256}`, new Blob(["forged"]).stream());
    const { store } = stack;
    const [work, artifacts] = ["w", "a"].map((name) => folderStore(`${stack.folder}/${name}`));
    ok(work);
    ok(artifacts);
    await rejects(fetchBackup({ store, which: "latest", work, artifacts }), {
      message: /Cannot restore "1\/abc\/artifacts\/model\/model\.onnx" as its bytes/,
    });
  },
);
