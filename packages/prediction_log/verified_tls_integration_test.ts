import { deepEqual, equal, match, rejects } from "node:assert/strict";
import { readSettings } from "@mlops/config";
import { TestedAuthority } from "@mlops/testing/certificates";
import { TestedPostgres } from "@mlops/testing/tested_postgres";
import { readDatabaseUrl } from "./database_address.ts";
import { openDatabase } from "./database.ts";

const ROOT = new URL("../../", import.meta.url).pathname;

/** Asks over the connection that the settings describe whether it is TLS. */
async function isTls(env: Record<string, string>): Promise<boolean | undefined> {
  const url = readSettings((name) => env[name], readDatabaseUrl);
  const database = await openDatabase(url!, {
    applicationName: "train",
    maxConnections: 1,
    statementTimeoutMs: 5_000,
  });
  try {
    const rows = await database<{ ssl: boolean }[]>`
      select ssl from pg_stat_ssl where pid = pg_backend_pid()`;
    return rows[0]?.ssl;
  } finally {
    await database.end({ timeout: 1 });
  }
}

Deno.test("sslmode=verify-full holds Postgres to its authority and its name", async (context) => {
  const [ours, theirs] = await Promise.all(["ours", "theirs"].map(TestedAuthority.make));
  await using database = await TestedPostgres.start();
  const at = (host: string, mode = "verify-full") => {
    const url = new URL(database.url);
    url.hostname = host;
    url.searchParams.set("sslmode", mode);
    return url.href;
  };
  const ca = ours!.pem;

  await context.step("a server without TLS is refused, and told nothing", async () => {
    await rejects(isTls({ DATABASE_URL: at("localhost"), DATABASE_CA: ca }));
    equal(await isTls({ DATABASE_URL: at("localhost", "disable") }), false);
  });

  await database.useCertificate(await ours!.certify(["localhost"]));
  await context.step("the right name of the right authority is taken", async () => {
    equal(await isTls({ DATABASE_URL: at("localhost"), DATABASE_CA: ca }), true);
    const both = `${theirs!.pem}${ca}`;
    equal(await isTls({ DATABASE_URL: at("LOCALHOST"), DATABASE_CA: btoa(both) }), true);
  });
  await context.step(
    "another authority is refused, and so is a server without a public one",
    async () => {
      for (const env of [{ DATABASE_CA: theirs!.pem }, {}] as Record<string, string>[]) {
        await rejects(isTls({ DATABASE_URL: at("localhost"), ...env }), /verify the first cert/);
      }
    },
  );
  await context.step("the right authority's certificate for another host is refused", async () => {
    await rejects(isTls({ DATABASE_URL: at("127.0.0.1"), DATABASE_CA: ca }), /127\.0\.0\.1 is not/);
    await database.useCertificate(await ours!.certify(["db.example.org"]));
    await rejects(isTls({ DATABASE_URL: at("localhost"), DATABASE_CA: ca }), /does not match/);
  });
  await context.step("an address may be what the certificate is for", async () => {
    await database.useCertificate(await ours!.certify(["127.0.0.1"]));
    equal(await isTls({ DATABASE_URL: at("127.0.0.1"), DATABASE_CA: ca }), true);
  });
  await context.step("the programs say so in a sentence", async () => {
    const run = async (task: string, env: Record<string, string>) => {
      const { code, stderr } = await new Deno.Command("deno", {
        args: ["task", "--quiet", ...task.split(" ")],
        cwd: ROOT,
        env,
        stdin: "null",
      }).output();
      return [code, new TextDecoder().decode(stderr).trim().split("\n")] as const;
    };
    for (const task of ["migrate", "log:prune --keep 12"]) {
      const [code, lines] = await run(task, { DATABASE_URL: at("127.0.0.1", "require") });
      deepEqual([code, lines.length], [2, 1], lines.join("\n"));
      match(lines[0]!, /sslmode=verify-full.*has require, which takes anyone's certificate/);
      const wrong = await run(task, { DATABASE_URL: at("127.0.0.1"), DATABASE_CA: theirs!.pem });
      deepEqual([wrong[0], wrong[1].length], [1, 1], wrong[1].join("\n"));
      match(wrong[1][0]!, /^Cannot (migrate|prune).*verify the first certificate/);
    }
    const [code, lines] = await run("describe --query select", {
      DATABASE_URL: at("127.0.0.1"),
      DATABASE_CA: theirs!.pem,
    });
    equal(code, 1);
    match(lines.join(), /the database must answer: .*verify the first certificate/);
  });
});
