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
        "delete from audit",
        "update audit set who = 'somebody'",
        "truncate audit",
        "insert into audit (recorded_at, who, action, subject) values (now(), 'a', 'b', 'c')",
        "select note_replaced_outcome()",
        "select drop_old_partitions(1)",
        "select * from schema_migrations",
        "create role other",
        "select lo_create(0)",
        "select lo_creat(-1)",
        "select lo_from_bytea(0, 'x')",
        "select lo_put(1, 0, 'x')",
        "select lo_get(1)",
        "select lo_open(1, 131072)",
        "select lowrite(0, 'x')",
        "select loread(0, 1)",
        "select lo_unlink(1)",
        "select lo_import('/etc/passwd')",
        "create temporary table mine ()",
      ]
    ) {
      await rejects(ask(database.url, statement), /permission denied|must be owner/, statement);
    }
    await ask(database.url, "select create_partitions(), forget_heartbeats()");
    await ask(database.url, "insert into audit (who, action, subject) values ('a', 'b', 'c')");
  });

  await context.step("refuses changes of the audit to the owner, too", async () => {
    for (const statement of ["delete from audit", "update audit set who = 'x'", "truncate audit"]) {
      await rejects(
        database.query(statement),
        /The audit is append-only: \w+ is refused/,
        statement,
      );
    }
    deepEqual(await database.query("select who, action, subject from audit"), [
      { who: "a", action: "b", subject: "c" },
    ]);
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

Deno.test("migrate() keeps the rows, ids and outcomes of the form before", async () => {
  const before = MIGRATIONS.slice(0, 3);
  await using database = await TestedPostgres.start({ migrations: before });
  // Ids as clients chose them, one of them twice.
  await database.query(
    `insert into predictions (request_id, row_number, predicted_at, source, batch_id, model_name,
       model_version, engine, inputs, probability, label, latency_ms, instance)
     select id, 0, now() + n * interval '1 ms', 'champion', gen_random_uuid(), 'm', '1', 'native',
            '[1]', 0.5, '1', 1, 'old' from unnest(array['order-17', 'order-17', 'b']) with ordinality r(id, n)`,
  );
  await database.query(
    `insert into outcomes (request_id, row_number, predicted_at, outcome)
     select request_id, row_number, max(predicted_at), '1' from predictions group by 1, 2`,
  );
  const counts = "select (select count(*) from predictions)::integer as predictions, " +
    "(select count(*) from outcomes)::integer as outcomes";
  deepEqual(await database.query(counts), [{ predictions: 3, outcomes: 2 }]);
  deepEqual(await migrate(database.adminUrl, { predictorPassword: "test" }), [
    "0004_provenance",
  ]);
  deepEqual(await database.query(counts), [{ predictions: 3, outcomes: 2 }]);
  deepEqual(
    await database.query(
      `select request_id, client_id, told_by, told_from, outcome from outcomes
         join predictions using (request_id, row_number, predicted_at) order by 1`,
    ),
    ["b", "order-17"].map((id) => ({
      request_id: id,
      client_id: null,
      told_by: "anonymous",
      told_from: null,
      outcome: "1",
    })),
  );
  // The trigger is on the partitions that were there, too.
  await ask(
    database.url,
    "update outcomes set outcome = '0', told_by = 'key:lab' where request_id = 'b'",
  );
  deepEqual(
    await database.query("select who, action, subject, detail->>'before' as before from audit"),
    [{ who: "key:lab", action: "outcome_replaced", subject: "b row 0", before: "1" }],
  );
});
