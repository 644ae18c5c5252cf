import { freePort } from "@mlops/processes/free_port";
import { sendSignal } from "@mlops/processes/send_signal";
import type { TestedPostgres } from "./tested_postgres.ts";
import { until } from "./until.ts";

/** A user that is not root, as PgBouncer wants it. */
const NOBODY = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"];

/** Connections to the server: fewer than there are clients, so that these must share them. */
const POOL_SIZE = 2;

/** A real PgBouncer in front of a test's Postgres, which lends a connection for each transaction. */
export class TestedPgBouncer implements AsyncDisposable {
  readonly #folder: string;
  readonly #child: Deno.ChildProcess;
  readonly #port: number;

  private constructor(folder: string, child: Deno.ChildProcess, port: number) {
    this.#folder = folder;
    this.#child = child;
    this.#port = port;
  }

  /**
   * Starts one on a free port, with two connections to the server for each role.
   *
   * @param database The server.
   * @returns The pooler, once it takes connections.
   */
  static async start(database: TestedPostgres): Promise<TestedPgBouncer> {
    const folder = await Deno.makeTempDir({ prefix: "pgbouncer-" });
    await Deno.chmod(folder, 0o755);
    const port = freePort();
    const users = [database.url, database.adminUrl].map(({ username, password }) =>
      `"${decodeURIComponent(username)}" "${decodeURIComponent(password)}"\n`
    );
    await Deno.writeTextFile(`${folder}/users.txt`, users.join(""));
    const { hostname, port: server } = database.url;
    await Deno.writeTextFile(
      `${folder}/pgbouncer.ini`,
      `[databases]
* = host=${hostname} port=${server}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = scram-sha-256
auth_file = ${folder}/users.txt
pool_mode = transaction
default_pool_size = ${POOL_SIZE}
`,
    );
    const [program = "", ...args] = [
      ...Deno.uid() === 0 ? NOBODY : [],
      "pgbouncer",
      `${folder}/pgbouncer.ini`,
    ];
    const child = new Deno.Command(program, {
      args,
      env: { PATH: `${Deno.env.get("PATH")}:/usr/sbin` },
      stdin: "null",
      stdout: "null",
      stderr: "null",
    }).spawn();
    const pooler = new TestedPgBouncer(folder, child, port);
    await until("PgBouncer to listen", () =>
      Deno.connect({ port }).then((connection) => {
        connection.close();
        return true;
      }, () => false));
    return pooler;
  }

  /**
   * Leads an address through the pooler.
   *
   * @param url Address of the server.
   * @param poolMode What the address says of the pooler; nothing where it is `null`.
   * @returns The address of the pooler, with the same role and database.
   */
  through(url: URL, poolMode: "transaction" | null = "transaction"): URL {
    const pooled = new URL(url);
    pooled.port = `${this.#port}`;
    if (poolMode !== null) pooled.searchParams.set("pool_mode", poolMode);
    return pooled;
  }

  /** Ends it. */
  async [Symbol.asyncDispose](): Promise<void> {
    sendSignal(this.#child, "SIGTERM");
    await this.#child.status;
    await Deno.remove(this.#folder, { recursive: true });
  }
}
