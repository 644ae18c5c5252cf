/**
 * A backup from a real Postgres to a real Postgres by the scripts that run in the cluster.
 * Skipped, by name, where Postgres' own programs are missing.
 */
import { deepEqual, equal, match, ok, rejects } from "node:assert/strict";
import postgres from "postgres";
import { TestedPostgres } from "../../testing/tested_postgres.ts";
import type { Backup } from "./backup.ts";
import { folderStore } from "./store.ts";
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

/** The stack that is backed up: both databases, and artifacts of one registered version. */
class Stack implements AsyncDisposable {
  readonly folder: string;
  readonly postgres: TestedPostgres;

  private constructor(folder: string, server: TestedPostgres) {
    this.folder = folder;
    this.postgres = server;
  }

  static async start(): Promise<Stack> {
    const folder = await Deno.makeTempDir({ prefix: "backup-" });
    // The proof runs as another user where this is root, as Postgres never runs as root.
    await Deno.chmod(folder, 0o777);
    const stack = new Stack(folder, await TestedPostgres.start());
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
    await this.write("artifacts/1/abc/artifacts/model/MLmodel", "flavors: {}\n");
    await this.write("artifacts/1/abc/artifacts/model/model.onnx", "forest");
    await this.write("artifacts/1/unknown/artifacts/half", "of a run that the dump does not know");
  }

  async write(path: string, text: string): Promise<void> {
    const file = `${this.folder}/${path}`;
    await Deno.mkdir(file.slice(0, file.lastIndexOf("/")), { recursive: true });
    await Deno.writeTextFile(file, text);
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
    const artifacts = folderStore(`${this.folder}/artifacts`);
    const store = folderStore(`${this.folder}/store`);
    const options = { work: folderStore(work), artifacts, store, retention: RETENTION };
    return (await keepBackup(options)).backup;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.postgres[Symbol.asyncDispose]();
    await Deno.remove(this.folder, { recursive: true });
  }
}

Deno.test({
  name: `a backup is proved, survives the loss of everything and gives back rows, rights and files${
    isMissing ? " [skipped: Postgres' programs are missing: apt-get install postgresql]" : ""
  }`,
  ignore: isMissing,
}, async () => {
  await using stack = await Stack.start();
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
  match(await backupMetrics(folderStore(`${stack.folder}/store`)), /^backups 1$/m);

  await stack.sql("mlflow", (sql) => sql`DROP TABLE runs`);
  await stack.sql("postgres", (sql) => sql`DROP DATABASE predictions WITH (FORCE)`);
  await Deno.remove(`${stack.folder}/artifacts`, { recursive: true });

  const fetched = await Deno.makeTempDir({ dir: stack.folder });
  const artifacts = `${stack.folder}/artifacts`;
  const store = folderStore(`${stack.folder}/store`);
  await fetchBackup({
    store,
    which: "latest",
    work: folderStore(fetched),
    artifacts: folderStore(artifacts),
  });
  // As a backup from before there was a role for backups: the next one must work all the same.
  const rights = `${fetched}/mlflow.rights.sql`;
  const lines = (await Deno.readTextFile(rights)).split("\n");
  await Deno.writeTextFile(rights, lines.filter((line) => !/TO backup;$/.test(line)).join("\n"));
  const restored = await stack.run("restore.sh", fetched);
  equal(restored.code, 0, restored.output);
  equal((await stack.sql("mlflow", (sql) => sql`SELECT * FROM runs`)).length, 1);
  equal(await Deno.readTextFile(`${artifacts}/1/abc/artifacts/model/model.onnx`), "forest");
  // The service's own role logs again, and reaches nothing else.
  const predictor = postgres(stack.postgres.url.href, { onnotice: () => {} });
  equal((await predictor`SELECT count(*)::int AS n FROM predictions`)[0]?.["n"], 0);
  await predictor.end();
  const other = new URL(stack.postgres.url);
  other.pathname = "/mlflow";
  const stranger = postgres(other.href, { onnotice: () => {} });
  const { rows } = await stack.sql(
    "postgres",
    async (sql) => ({
      rows: await sql`SELECT has_database_privilege('predictor', 'predictions', 'CONNECT') AS may`,
    }),
  );
  equal(rows[0]?.["may"], true);
  await stranger.end();
  await stack.dump();
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
    await stack.write(`store/contents/${file.sha256}`, "forged");
    const store = folderStore(`${stack.folder}/store`);
    const [work, artifacts] = ["w", "a"].map((name) => folderStore(`${stack.folder}/${name}`));
    ok(work);
    ok(artifacts);
    await rejects(fetchBackup({ store, which: "latest", work, artifacts }), {
      message: /Cannot restore "1\/abc\/artifacts\/model\/model\.onnx" as its bytes/,
    });
  },
);
