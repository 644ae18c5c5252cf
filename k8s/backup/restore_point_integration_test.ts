/**
 * A point in time on a real Postgres by the scripts that run in the cluster: its archived log, a copy of
 * its files, and the way back. Skipped, by name, where Postgres' own programs are missing.
 */
import { equal, match, ok, rejects } from "node:assert/strict";
import { freePort } from "@mlops/processes/free_port";
import { until } from "@mlops/testing/until";
import { fetchLog, LogShipper } from "../../functions/backup/ship_log.ts";
import { folderStore } from "../../functions/backup/store.ts";

const PROGRAMS = "/usr/lib/postgresql/15/bin";
const SCRIPTS = new URL("./", import.meta.url).pathname;
const isMissing = await Deno.stat(`${PROGRAMS}/pg_basebackup`).then(() => false, () => true);

/** A user that is not root, as Postgres wants it. */
const NOBODY = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"];

/** A Postgres that archives its log, as the production overlay's does. */
class ArchivedPostgres implements AsyncDisposable {
  readonly #folder: string;
  readonly #port = freePort();

  private constructor(folder: string) {
    this.#folder = folder;
  }

  static async start(): Promise<ArchivedPostgres> {
    const folder = await Deno.makeTempDir({ prefix: "point-" });
    const server = new ArchivedPostgres(folder);
    if (Deno.uid() === 0) await Deno.chown(folder, 65_534, 65_534);
    await server.run("mkdir", "--parents", `${folder}/store/base`, `${folder}/scripts`);
    for (const name of ["archive-wal.sh", "base-backups.sh", "restore-point.sh"]) {
      await Deno.copyFile(`${SCRIPTS}${name}`, `${folder}/scripts/${name}`);
    }
    await server.run("initdb", `--pgdata=${folder}/pgdata`, "--username=postgres", "--no-sync");
    await server.up();
    await server.sql("CREATE ROLE replicator LOGIN REPLICATION");
    return server;
  }

  get folder(): string {
    return this.#folder;
  }

  get data(): string {
    return `${this.#folder}/pgdata`;
  }

  async up(): Promise<void> {
    const { data } = this;
    const options = [
      "-c listen_addresses=''",
      `-c unix_socket_directories=${this.#folder}`,
      "-c archive_mode=on",
      `-c archive_command='bash ${this.#folder}/scripts/archive-wal.sh %p %f'`,
      `-c restore_command='cp ${this.#folder}/store/wal/%f %p'`,
    ].join(" ");
    const log = `--log=${this.#folder}/log`;
    await this.run("pg_ctl", `--pgdata=${data}`, log, `--options=${options}`, "--wait", "start");
    // It answers while it still reads its log.
    await until(
      "the end of recovery",
      async () => await this.sql("SELECT pg_is_in_recovery()") === "f",
    );
  }

  async kill(): Promise<void> {
    await this.run("pg_ctl", `--pgdata=${this.data}`, "--mode=immediate", "stop");
  }

  async sql(query: string): Promise<string> {
    return await this.run("psql", "--dbname=postgres", "-XAtqc", query);
  }

  /** Ends the file of the log that is written now, and waits until it is kept. */
  async archive(): Promise<void> {
    const wal = await this.sql("SELECT pg_walfile_name(pg_switch_wal())");
    await until(
      "archiving",
      async () =>
        await this.sql(`SELECT last_archived_wal >= '${wal}' FROM pg_stat_archiver`) === "t",
    );
  }

  /** Copies the files once, as the container beside Postgres does each day. */
  async copy(): Promise<void> {
    const child = new Deno.Command(
      ...this.#command("bash", [`${this.#folder}/scripts/base-backups.sh`], "replicator"),
    ).spawn();
    await until(
      "a copy",
      async () => (await this.run("ls", `${this.#folder}/store/base`)).endsWith("Z"),
    );
    child.kill("SIGTERM");
    await child.status;
    await Promise.all([child.stdout.cancel(), child.stderr.cancel()]);
  }

  async restoreTo(moment: string): Promise<string> {
    return await this.run("bash", `${this.#folder}/scripts/restore-point.sh`, moment);
  }

  async run(program: string, ...args: string[]): Promise<string> {
    const { code, stdout, stderr } = await new Deno.Command(...this.#command(program, args))
      .output();
    const decoder = new TextDecoder();
    if (code !== 0) throw new Error(`${program} ends with ${code}: ${decoder.decode(stderr)}`);
    return decoder.decode(stdout).trim();
  }

  #command(
    program: string,
    args: readonly string[],
    user = "postgres",
  ): [string, Deno.CommandOptions] {
    const [first = "", ...rest] = [...Deno.uid() === 0 ? NOBODY : [], program, ...args];
    const env = {
      PATH: `${PROGRAMS}:${Deno.env.get("PATH")}`,
      PGHOST: this.#folder,
      PGPORT: `${this.#port}`,
      PGUSER: user,
      PGDATA: this.data,
      STORE: `${this.#folder}/store`,
      BASE_DAYS: "7",
    };
    return [first, { args: rest, env, stdin: "null", stdout: "piped", stderr: "piped" }];
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill().catch(() => {}); // A test that failed may have stopped it.
    await Deno.remove(this.#folder, { recursive: true });
  }
}

Deno.test({
  name: `what a mistake destroyed comes back, and nothing of after it${
    isMissing ? " [skipped: Postgres' programs are missing: apt-get install postgresql]" : ""
  }`,
  ignore: isMissing,
}, async () => {
  await using server = await ArchivedPostgres.start();
  await server.sql("CREATE TABLE runs (id int)");
  await server.copy();
  await server.sql("INSERT INTO runs SELECT generate_series(1, 1000)");
  // Postgres' clock decides.
  const moment = await server.sql("SELECT clock_timestamp()");
  await server.sql("DROP TABLE runs");
  await server.sql("CREATE TABLE afterwards (id int)");
  await server.archive();
  await server.kill();
  const said = await server.restoreTo(moment);
  match(said, /set aside: .*pgdata\.before-/);
  match(said, /Postgres will read its log from .* up to /);
  await server.up();
  equal(await server.sql("SELECT count(*) FROM runs"), "1000");
  equal(await server.sql("SELECT to_regclass('afterwards') IS NULL"), "t");
});

Deno.test(
  { name: "a lost volume comes back to the last archived change", ignore: isMissing },
  async () => {
    await using server = await ArchivedPostgres.start();
    await server.copy();
    await server.sql("CREATE TABLE runs AS SELECT generate_series(1, 7) AS id");
    await server.archive();
    await server.kill();
    await server.run("rm", "-r", server.data);
    match(await server.restoreTo("latest"), /all of its log/);
    await server.up();
    equal(await server.sql("SELECT count(*) FROM runs"), "7");
  },
);

Deno.test({
  name: "a moment before the first copy is refused, and nothing is touched",
  ignore: isMissing,
}, async () => {
  await using server = await ArchivedPostgres.start();
  await server.copy();
  await server.kill();
  const refused = await server.restoreTo("2020-01-01T00:00:00Z").then(
    () => "",
    (error) => error.message,
  );
  match(
    refused,
    /Cannot restore to 2020-01-01T00:00:00Z as a copy must have been made before: there are 20/,
  );
  await server.up();
  equal(await server.sql("SELECT 1"), "1");
});

Deno.test(
  { name: "a moment after the last change is the state after it", ignore: isMissing },
  async () => {
    await using server = await ArchivedPostgres.start();
    await server.copy();
    await server.sql("CREATE TABLE runs AS SELECT generate_series(1, 7) AS id");
    const moment = await server.sql("SELECT clock_timestamp()");
    // Archived later than the moment, and without a commit after it.
    await server.archive();
    await server.kill();
    await server.run("rm", "-r", server.data);
    match(await server.restoreTo(moment), /all of its log/);
    await server.up();
    equal(await server.sql("SELECT count(*) FROM runs"), "7");
  },
);

Deno.test(
  { name: "a log that was sent to another store comes back from there", ignore: isMissing },
  async () => {
    await using server = await ArchivedPostgres.start();
    await server.copy();
    await server.sql("CREATE TABLE runs AS SELECT generate_series(1, 7) AS id");
    await server.archive();
    const elsewhere = folderStore(`${await Deno.makeTempDir({ dir: server.folder })}/bucket`);
    const volume = folderStore(`${server.folder}/store`);
    const shipper = new LogShipper(elsewhere, volume);
    ok(await shipper.ship() >= 4);
    await server.sql("INSERT INTO runs VALUES (8)");
    const moment = await server.sql("SELECT clock_timestamp()");
    await server.sql("DROP TABLE runs");
    await server.archive();
    await server.sql("CREATE TABLE later ()");
    await server.archive();
    ok(await shipper.ship() >= 2);
    await server.kill();

    // All is lost, and another server was made meanwhile, whose log has the same names.
    await server.run("rm", "-r", server.data, `${server.folder}/store`);
    await server.run("mkdir", "--parents", `${server.folder}/store/base`);
    await server.run("initdb", `--pgdata=${server.data}`, "--username=postgres", "--no-sync");
    await server.up();
    await server.sql("CREATE TABLE strange (id int)");
    for (let file = 0; file < 3; file++) {
      await server.sql("INSERT INTO strange VALUES (1)");
      await server.archive();
    }
    await server.kill();
    await rejects(new LogShipper(elsewhere, volume).ship(), /must hold none of another server/);
    const parts = { store: elsewhere, volume, moment: Date.parse(moment), now: 1 };
    ok(await fetchLog(parts) >= 3);
    // Its pod writes as Postgres' own user.
    if (Deno.uid() === 0) {
      const args = ["--recursive", "65534:65534", `${server.folder}/store`];
      await new Deno.Command("chown", { args }).output();
    }
    match(await server.restoreTo(moment), /up to /);
    await server.up();
    equal(await server.sql("SELECT count(*) FROM runs"), "8");
    equal(await server.sql("SELECT to_regclass('strange') IS NULL"), "t");
    equal([...(await volume.list("set-aside-1")).keys()].length >= 1, true);
    // The new timeline goes on beside the old one.
    await server.archive();
    ok(await new LogShipper(elsewhere, volume).ship() >= 1);
    const parts2 = { ...parts, moment: Date.parse("2020-01-01T00:00:00Z") };
    await rejects(fetchLog(parts2), /must have a copy of Postgres' files from before: there is 20/);
  },
);
