import { deepEqual, equal, match, rejects } from "node:assert/strict";
import { migrate, MigrationError } from "./migrate.ts";
import { MIGRATIONS } from "./migrations.ts";
import { pruneLog } from "./prune_log.ts";
import { type CheckedWords, TABLES } from "./tables.ts";
import { ask, TestedPostgres } from "@mlops/testing/tested_postgres";

/** Every word that a check allows. */
const WORDS: {
  readonly [C in keyof CheckedWords]: Readonly<Record<CheckedWords[C], true>>;
} = {
  source: { champion: true, challenger: true, shadow: true },
  task: { classification: true, regression: true },
  output: { probabilities: true, scores: true, value: true },
};

const ROOT = new URL("../../", import.meta.url).pathname;

/** Runs a task of the project with the permissions that it has there. */
async function runTask(words: string[], env: Record<string, string>) {
  const { code, stdout, stderr } = await new Deno.Command("deno", {
    args: ["task", "--quiet", ...words],
    cwd: ROOT,
    env,
    stdin: "null",
  }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes).trim();
  return { code, stdout: text(stdout), stderr: text(stderr) };
}

Deno.test("migrate()", async (context) => {
  await using database = await TestedPostgres.start();
  const names = MIGRATIONS.map(({ name }) => name);

  await context.step("applies each step once, whoever calls it how often", async () => {
    const options = { predictorPassword: "test" };
    const calls = Array.from({ length: 3 }, () => migrate(database.adminUrl, options));
    deepEqual(await Promise.all(calls), [[], [], []]);
    const rows = await database.query<{ name: string }>(
      "select name from schema_migrations order by name",
    );
    deepEqual(rows.map(({ name }) => name), names);
  });

  await context.step("refuses an applied step that has changed, and applies none", async () => {
    const [first, ...others] = MIGRATIONS;
    const changed = [{ name: first?.name ?? "", sql: "select 1" }, ...others, {
      name: "9999_never",
      sql: "create table never ()",
    }];
    await rejects(
      migrate(database.adminUrl, { predictorPassword: null, migrations: changed }),
      (error: unknown) => error instanceof MigrationError && /must not change/.test(error.message),
    );
    deepEqual(await database.query("select to_regclass('never') as never"), [{ never: null }]);
  });

  await context.step("makes the tables that the types tell", async () => {
    const rows = await database.query<{ name: string; columns: Record<string, string> }>(
      `select c.relname::text as name,
              json_object_agg(attname, format_type(atttypid, atttypmod)
                || case when attnotnull then '' else '?' end) as columns
         from pg_attribute join pg_class c on c.oid = attrelid
        where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not relispartition
          and attnum > 0 and not attisdropped and relname <> 'schema_migrations'
        group by 1`,
    );
    deepEqual(Object.fromEntries(rows.map(({ name, columns }) => [name, columns])), TABLES);
    const checks = await database.query<{ text: string }>(
      "select pg_get_constraintdef(oid) as text from pg_constraint " +
        "where contype = 'c' and conislocal and connamespace = 'public'::regnamespace",
    );
    const words = checks.map(({ text }) => text.match(/(?<=')\w+(?=')/g)?.sort().join(" "));
    const known = Object.values(WORDS).map((allowed) => Object.keys(allowed).sort().join(" "));
    deepEqual(words.sort(), known.sort());
  });

  await context.step("makes partitions from last month to three months ahead", async () => {
    const [row] = await database.query<{ n: number; covered: boolean }>(
      `select count(*)::integer as n,
              bool_or(c.relname = 'predictions' || to_char(now() at time zone 'UTC' + interval '3 months', '_YYYY_MM')) as covered
         from pg_inherits i join pg_class c on c.oid = inhrelid
        where inhparent = 'predictions'::regclass`,
    );
    deepEqual(row, { n: 5, covered: true });
  });

  await context.step("lets the service do what it must and no more", async () => {
    for (
      const statement of [
        "delete from predictions",
        "update predictions set label = '0'",
        "drop table predictions",
        "create table mine ()",
        "delete from heartbeats",
        "update outcomes set predicted_at = now()",
        "select drop_old_partitions(1)",
        "select * from schema_migrations",
        "create role other",
      ]
    ) {
      await rejects(ask(database.url, statement), /permission denied|must be owner/, statement);
    }
    await ask(database.url, "select create_partitions(), forget_heartbeats()");
  });

  await context.step("keeps other roles out", async () => {
    await database.query("create role stranger login password 'x'");
    const url = new URL(database.url);
    url.username = "stranger";
    url.password = "x";
    await rejects(ask(url, "select 1"), /permission denied for database/);
  });

  await context.step("takes any password", async () => {
    const password = `a'b"c\\d$$ é`;
    await migrate(database.adminUrl, { predictorPassword: password });
    const url = new URL(database.url);
    url.password = encodeURIComponent(password);
    deepEqual(await ask(url, "select current_user::text as me"), [{ me: "predictor" }]);
  });

  await context.step("pruneLog() drops months beyond those to keep", async () => {
    await database.query(
      "create table predictions_2020_01 partition of predictions for values from ('2020-01-01') to ('2020-02-01')",
    );
    deepEqual(await pruneLog(database.adminUrl, 12), ["predictions_2020_01"]);
    deepEqual(await pruneLog(database.adminUrl, 12), []);
    equal((await pruneLog(database.adminUrl, 1)).length, 2);
  });

  await context.step("runs as a task with its own permissions", async () => {
    const env = { DATABASE_URL: database.adminUrl.href, PREDICTOR_PASSWORD: "test" };
    deepEqual(await runTask(["migrate"], env), { code: 0, stdout: "Nothing to do", stderr: "" });
    const pruned = await runTask(["log:prune", "--keep", "12"], env);
    deepEqual(pruned, { code: 0, stdout: "Nothing to drop", stderr: "" });
    const refused = await runTask(["migrate"], { ...env, DATABASE_URL: database.url.href });
    equal(refused.code, 1);
    match(refused.stderr, /^Cannot migrate database: permission denied/);
  });
});
