import { delay } from "@std/async";
import postgres from "postgres";
import {
  type PreparedPostgres,
  preparePostgres,
  type RunningProcess,
  startProcess,
} from "@mlops/processes";
import { freePort } from "@mlops/processes/free_port";
import { migrate, type Migration } from "@mlops/prediction_log/migrate";
import { until } from "./until.ts";

const REPOSITORY = new URL("../", import.meta.url).pathname;

/** A real PostgreSQL 15 of a test's own, migrated; it can be stopped and frozen. */
export class TestedPostgres implements AsyncDisposable {
  readonly #directory: string;
  readonly #prepared: PreparedPostgres;
  #part: RunningProcess | null = null;
  #frozen: number[] = [];
  /** Address with the superuser. */
  readonly adminUrl: URL;
  /** Address with the service's own role. */
  readonly url: URL;

  private constructor(directory: string, prepared: PreparedPostgres) {
    this.#directory = directory;
    this.#prepared = prepared;
    this.adminUrl = new URL(prepared.databaseUrl);
    this.url = new URL(prepared.databaseUrl);
    this.url.username = "predictor";
    this.url.password = "test";
  }

  /**
   * Starts one on a free port, migrated.
   *
   * @param options `logFile` takes what it prints (default: a file beside its data), `migrations` are
   * the steps (default: all).
   * @returns The server.
   */
  static async start(
    { logFile, migrations }: { logFile?: string; migrations?: readonly Migration[] } = {},
  ): Promise<TestedPostgres> {
    const directory = await Deno.makeTempDir({ prefix: "postgres-" });
    const prepared = await preparePostgres({
      directory,
      repository: REPOSITORY,
      port: freePort(),
      logFile: logFile ?? `${directory}/postgres.log`,
    });
    const tested = new TestedPostgres(directory, prepared);
    await tested.restart();
    await prepared.createDatabase();
    await migrate(tested.adminUrl, {
      predictorPassword: "test",
      ...migrations !== undefined && { migrations },
    });
    return tested;
  }

  /** Starts it again after {@linkcode stop}. */
  async restart(): Promise<void> {
    this.#part = await startProcess(this.#prepared.command);
  }

  /** Stops it cleanly. */
  async stop(): Promise<void> {
    await this.#part?.stop();
    this.#part = null;
  }

  /**
   * Lets it take connections by TLS, with this certificate from now on; plain ones stay.
   *
   * @param pem Certificate and private key in PEM.
   */
  async useCertificate({ certificate, key }: { certificate: string; key: string }): Promise<void> {
    const data = `${this.#directory}/data`;
    for (const [name, text] of [["server.crt", certificate], ["server.key", key]] as const) {
      await Deno.writeTextFile(`${data}/${name}`, text, { mode: 0o600 });
      // Of the user that Postgres runs as, which is not always the test's.
      const { uid, gid } = await Deno.stat(data);
      await Deno.chown(`${data}/${name}`, uid, gid);
    }
    await this.query("alter system set ssl = on");
    // A new connection has the settings of the server's last look at its files, this mark among them.
    const mark = crypto.randomUUID();
    await this.query(`alter system set log_line_prefix = '${mark}'`);
    await this.query("select pg_reload_conf()");
    const isTaken = async () => {
      const rows = await this.query<{ prefix: string }>(
        "select current_setting('log_line_prefix') as prefix",
      );
      return rows[0]?.prefix === mark;
    };
    while (!await isTaken()) await delay(20);
  }

  /** Ends it as a power cut would. */
  async kill(): Promise<void> {
    await this.freeze();
    for (const pid of this.#frozen.reverse()) Deno.kill(pid, "SIGKILL");
    this.#frozen = [];
    await this.#part?.exited;
    this.#part = null;
  }

  /** Stops all of its processes where they are. */
  async freeze(): Promise<void> {
    const server = this.#part?.pid ?? 0;
    // The server first: it makes no new processes then.
    Deno.kill(server, "SIGSTOP");
    this.#frozen = [server, ...await childrenOf(server)];
    for (const pid of this.#frozen) Deno.kill(pid, "SIGSTOP");
  }

  /**
   * Waits until nobody is connected as the service's role: whoever had gone while the server was frozen may
   * have sent something that it takes once it is thawed.
   */
  async untilLeft(): Promise<void> {
    const connected = "select 1 from pg_stat_activity where usename = 'predictor'";
    await until(
      "the last word of the service",
      async () => (await this.query(connected)).length === 0,
    );
  }

  /** Lets them go on. */
  thaw(): void {
    for (const pid of this.#frozen) Deno.kill(pid, "SIGCONT");
    this.#frozen = [];
  }

  /**
   * Asks as the superuser.
   *
   * @param statement SQL with `$1`, …
   * @param parameters Their values.
   * @returns The rows.
   */
  query<T>(statement: string, parameters: (string | number)[] = []): Promise<T[]> {
    return ask<T>(this.adminUrl, statement, parameters);
  }

  /** Ends it and removes its data. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.thaw();
    await this.stop();
    await Deno.remove(this.#directory, { recursive: true });
  }
}

/**
 * Asks a database once.
 *
 * @param url Its address.
 * @param statement SQL with `$1`, …
 * @param parameters Their values.
 * @returns The rows.
 */
export async function ask<T>(
  url: URL,
  statement: string,
  parameters: (string | number)[] = [],
): Promise<T[]> {
  const sql = postgres(url.href, { max: 1, onnotice: () => {} });
  try {
    return [...await sql.unsafe(statement, parameters)] as T[];
  } finally {
    await sql.end();
  }
}

/** Deno lets nobody read below /proc without all permissions, so that another program does. */
async function childrenOf(parent: number): Promise<number[]> {
  const { success, stdout } = await new Deno.Command("cat", {
    args: [`/proc/${parent}/task/${parent}/children`],
  }).output();
  if (!success) throw new Error(`Cannot find the children of process ${parent}`);
  return new TextDecoder().decode(stdout).split(" ").filter((pid) => pid !== "").map(Number);
}
