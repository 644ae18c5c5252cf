import { deepEqual, equal, match, rejects } from "node:assert/strict";
import postgres from "postgres";
import { type RunningProcess, startProcess } from "./start_process.ts";
import { PostgresError, preparePostgres } from "./embedded_postgres.ts";
import { freePort } from "@mlops/processes/free_port";

const REPOSITORY = new URL("../../", import.meta.url).pathname;

async function start(directory: string): Promise<{ part: RunningProcess; databaseUrl: string }> {
  const prepared = await preparePostgres({
    directory: `${directory}/postgres`,
    repository: REPOSITORY,
    port: freePort(),
    logFile: `${directory}/postgres.log`,
  });
  const part = await startProcess(prepared.command);
  await prepared.createDatabase();
  return { part, databaseUrl: prepared.databaseUrl };
}

async function ask(address: string, statement: string): Promise<unknown[]> {
  const sql = postgres(address, { max: 1, onnotice: () => {} });
  try {
    return [...await sql.unsafe(statement)];
  } finally {
    await sql.end();
  }
}

Deno.test("preparePostgres() gives a PostgreSQL 15 that keeps its rows", async () => {
  const directory = await Deno.makeTempDir();
  const first = await start(directory);
  await ask(first.databaseUrl, "create table t as select 42 as n");
  await first.part.stop();
  const second = await start(directory);
  deepEqual(await ask(second.databaseUrl, "select n from t"), [{ n: 42 }]);
  const [row] = await ask(second.databaseUrl, "show server_version");
  match((row as { "server_version": string })["server_version"], /^15\./);
  await second.part.stop();
  await Deno.remove(directory, { recursive: true });
});

Deno.test("preparePostgres() lets nobody in without the password", async () => {
  const directory = await Deno.makeTempDir();
  const { part, databaseUrl } = await start(directory);
  const wrong = new URL(databaseUrl);
  wrong.password = "wrong";
  await rejects(ask(wrong.href, "select 1"), /password authentication failed/);
  equal((await Deno.stat(`${directory}/postgres/password`)).mode! & 0o777, 0o600);
  await part.stop();
  await Deno.remove(directory, { recursive: true });
});

Deno.test("preparePostgres() names data of another version and what to do", async () => {
  const directory = await Deno.makeTempDir();
  await Deno.mkdir(`${directory}/data`);
  await Deno.writeTextFile(`${directory}/data/PG_VERSION`, "14\n");
  await rejects(
    preparePostgres({ directory, repository: REPOSITORY, port: 1, logFile: `${directory}/log` }),
    (error: unknown) => error instanceof PostgresError && /version 14.*--fresh/.test(error.message),
  );
  await Deno.remove(directory, { recursive: true });
});

Deno.test("preparePostgres() names a missing program and what to do", async () => {
  await rejects(
    preparePostgres({
      directory: "/nowhere",
      repository: "/nowhere/",
      port: 1,
      logFile: "/nowhere",
    }),
    /program is missing: \/nowhere\/.*\/postgres\. Run "deno install"/,
  );
});
