/**
 * The script that makes roles and databases, on a real PostgreSQL: on an empty volume, once more, and on
 * a volume from before, whose superuser was MLflow's role. Skipped, by name, where `psql` is missing.
 */
import { preparePostgres, startProcess } from "@mlops/processes";
import { freePort } from "@mlops/processes/free_port";
import { migrate } from "@mlops/prediction_log/migrate";
import { ask } from "@mlops/testing/tested_postgres";
import { deepEqual, match, rejects } from "node:assert/strict";

const SCRIPT = new URL("prepare-databases.sh", import.meta.url).pathname;
const REPOSITORY = new URL("../../", import.meta.url).pathname;

const PASSWORDS = {
  MLFLOW_ROLE: "mlflow",
  MLFLOW_DATABASE: "mlflow",
  MLFLOW_PASSWORD: `o'ne"`,
  PREDICTIONS_OWNER_PASSWORD: "two",
  PREDICTOR_PASSWORD: "three",
  BACKUP_PASSWORD: `f'our`,
};

/** A PostgreSQL without roles or databases, as `initdb` leaves it. */
class EmptyPostgres implements AsyncDisposable {
  private constructor(
    readonly port: number,
    readonly password: string,
    readonly end: () => Promise<void>,
  ) {}

  static async start(): Promise<EmptyPostgres> {
    const directory = await Deno.makeTempDir({ prefix: "postgres-" });
    const prepared = await preparePostgres({
      directory,
      repository: REPOSITORY,
      port: freePort(),
      logFile: `${directory}/postgres.log`,
    });
    const part = await startProcess(prepared.command);
    const { port, password } = new URL(prepared.databaseUrl);
    return new EmptyPostgres(Number(port), password, async () => {
      await part.stop();
      await Deno.remove(directory, { recursive: true });
    });
  }

  /** Address for a role. */
  url(role: string, password: string, database: string): URL {
    const url = new URL(`postgres://127.0.0.1:${this.port}/${database}`);
    url.username = role;
    url.password = encodeURIComponent(password);
    return url;
  }

  admin<T>(statement: string, database = "postgres"): Promise<T[]> {
    return ask<T>(this.url("postgres", this.password, database), statement);
  }

  mlflow<T>(statement: string, database = "mlflow"): Promise<T[]> {
    return ask<T>(this.url("mlflow", PASSWORDS.MLFLOW_PASSWORD, database), statement);
  }

  /** Runs the script as the Job does. */
  async prepare(overrides: Record<string, string> = {}): Promise<string> {
    const { code, stdout, stderr } = await new Deno.Command("bash", {
      args: [SCRIPT],
      env: {
        ...PASSWORDS,
        PGHOST: "127.0.0.1",
        PGPORT: `${this.port}`,
        PGPASSWORD: this.password,
        ...overrides,
      },
      stdin: "null",
    }).output();
    const text = new TextDecoder();
    if (code !== 0) throw new Error(`exit code ${code}: ${text.decode(stderr)}`);
    return text.decode(stdout);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.end();
  }
}

const ROLES = `select rolname, rolsuper, rolcreaterole, rolcreatedb, rolreplication from pg_roles
  where rolname !~ '^pg_' order by rolname`;

function role(rolname: string, isSuperuser = false): Record<string, unknown> {
  return {
    rolname,
    rolsuper: isSuperuser,
    rolcreaterole: isSuperuser,
    rolcreatedb: isSuperuser,
    rolreplication: isSuperuser,
  };
}

const WANTED_ROLES = [
  role("backup"),
  role("mlflow"),
  role("postgres", true),
  role("predictions_owner"),
  role("predictor"),
  { ...role("replicator"), rolreplication: true },
];

/** Relations and functions of `public` that are not the owner's. */
const FOREIGN = `select oid::regclass::text from pg_class
   where relnamespace = 'public'::regnamespace and pg_get_userbyid(relowner) <> $OWNER
  union all select oid::regprocedure::text from pg_proc
   where pronamespace = 'public'::regnamespace and pg_get_userbyid(proowner) <> $OWNER`;

async function hasPsql(): Promise<boolean> {
  try {
    return (await new Deno.Command("psql", { args: ["--version"] }).output()).success;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

const isSkipped = !await hasPsql();
const skipped = isSkipped ? " [skipped: psql is missing]" : "";

Deno.test({ name: `prepare-databases.sh${skipped}`, ignore: isSkipped }, async (context) => {
  await context.step("gives an empty volume roles of which none reads the other's", async () => {
    await using postgres = await EmptyPostgres.start();
    await postgres.prepare();
    deepEqual(await postgres.admin(ROLES), WANTED_ROLES);
    const owner = postgres.url("predictions_owner", "two", "predictions");
    await migrate(owner, { predictorPassword: null });
    await postgres.mlflow("create table experiments (id serial primary key)");
    const predictor = postgres.url("predictor", "three", "predictions");
    deepEqual(await ask(predictor, "select count(*)::int as n from predictions"), [{ n: 0 }]);
    await rejects(postgres.mlflow("select 1", "predictions"), /permission denied for database/);
    const elsewhere = postgres.url("predictor", "three", "mlflow");
    await rejects(ask(elsewhere, "select 1"), /permission denied for database/);
    await rejects(ask(predictor, "create table mine ()"), /permission denied for schema/);
    await rejects(ask(predictor, "delete from predictions"), /permission denied for table/);
    for (
      const who of [predictor, owner, postgres.url("mlflow", PASSWORDS.MLFLOW_PASSWORD, "mlflow")]
    ) {
      await rejects(ask(who, "select lo_from_bytea(0, 'x')"), /permission denied for function/);
    }
    for (const database of ["mlflow", "predictions"]) {
      const reader = postgres.url("backup", PASSWORDS.BACKUP_PASSWORD, database);
      const table = database === "mlflow" ? "experiments" : "predictions";
      deepEqual(await ask(reader, `select count(*)::int as n from ${table}`), [{ n: 0 }]);
      await rejects(ask(reader, `delete from ${table}`), /permission denied for table/);
      await rejects(ask(reader, "create table mine ()"), /permission denied for schema/);
    }
    for (const name of ["backup", "replicator"]) {
      const anywhere = postgres.url(name, PASSWORDS.BACKUP_PASSWORD, "postgres");
      await rejects(ask(anywhere, "select 1"), /permission denied|password authentication failed/);
    }
    // Once more, with another password; what migrations touch as well stays as it is.
    const rows = "select datname, xmin::text from pg_database order by 1";
    const before = await postgres.admin(rows);
    await postgres.prepare({ PREDICTOR_PASSWORD: "four" });
    deepEqual(await postgres.admin(rows), before);
    await rejects(ask(predictor, "select 1"), /password authentication failed/);
    deepEqual(await ask(postgres.url("predictor", "four", "predictions"), "select 1 as one"), [
      { one: 1 },
    ]);
    deepEqual(await migrate(owner, { predictorPassword: null }), []);
    // A stack without backups has no such password, and nobody who reads all.
    await postgres.prepare({ BACKUP_PASSWORD: "" });
    const reader = postgres.url("backup", PASSWORDS.BACKUP_PASSWORD, "mlflow");
    await rejects(ask(reader, "select 1"), /role "backup" is not permitted to log in/);
  });

  await context.step("takes the superuser's rights from the MLflow of an old volume", async () => {
    await using postgres = await EmptyPostgres.start();
    // As the image and the script of before left it: `mlflow` is who ran initdb.
    await postgres.admin("create role helper superuser login password 'helper'");
    const helper = postgres.url("helper", "helper", "postgres");
    await ask(helper, "alter role postgres rename to mlflow");
    await ask(helper, "alter role mlflow password 'o''ne\"'");
    await postgres.mlflow("drop role helper", "postgres");
    for (const name of ["mlflow", "predictions"]) {
      await postgres.mlflow(`create database ${name}`, "postgres");
    }
    await migrate(postgres.url("mlflow", PASSWORDS.MLFLOW_PASSWORD, "predictions"), {
      predictorPassword: "three",
    });
    await postgres.mlflow("create table experiments (id serial primary key, name text)");
    await postgres.mlflow("insert into experiments (name) values ('kept')");

    match(await postgres.prepare(), /The superuser "mlflow" of this volume is now "postgres"/);
    deepEqual(await postgres.admin(ROLES), WANTED_ROLES);
    deepEqual(await postgres.mlflow("select name from experiments"), [{ name: "kept" }]);
    await postgres.mlflow("insert into experiments (name) values ('new')");
    await postgres.mlflow("alter table experiments add column more text");
    await rejects(postgres.mlflow("select 1", "predictions"), /permission denied for database/);
    for (const [name, owner] of [["mlflow", "mlflow"], ["predictions", "predictions_owner"]]) {
      deepEqual(await postgres.admin(FOREIGN.replaceAll("$OWNER", `'${owner}'`), name), []);
    }
    const owner = postgres.url("predictions_owner", "two", "predictions");
    deepEqual(await migrate(owner, { predictorPassword: null }), []);
    const predictor = postgres.url("predictor", "three", "predictions");
    deepEqual(await ask(predictor, "select count(*)::int as n from predictions"), [{ n: 0 }]);
    deepEqual((await postgres.prepare()).includes("superuser"), false);
  });

  await context.step("refuses to make the superuser MLflow's role", async () => {
    await using postgres = await EmptyPostgres.start();
    await rejects(postgres.prepare({ MLFLOW_ROLE: "postgres" }), /MLflow's own role: postgres/);
  });
});
