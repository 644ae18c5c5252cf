import { equal, match } from "node:assert/strict";
import { injure } from "./commands/break.ts";
import { check } from "./commands/check.ts";
import { answer } from "./commands/questions.ts";
import { solution } from "./commands/solution.ts";
import { start } from "./commands/start.ts";
import { testedLab } from "./testing/tested_lab.ts";

const NAMESPACE = "lab-12";

/** What the database and the volume hold, behind the programs that the steps run. */
class FakeDatabase {
  readonly rows = new Map<string, number>();
  readonly dumps: string[] = [];
  whole = true;

  readonly exec = (command: readonly string[]): string => {
    const [, , script = ""] = command;
    if (script.includes("psql")) return this.#ask(command.at(-2)!, command.at(-1)!);
    if (script.startsWith("pg_restore")) {
      if (!this.whole) throw new Error("pg_restore: error: could not read from input file");
      return "3311; 0 16389 TABLE DATA public visits mlflow\n";
    }
    if (script.startsWith("head")) {
      this.whole = false;
      return "";
    }
    if (script.startsWith("ls")) return `${this.dumps.at(-1) ?? ""}\n`;
    return "/var/lib/postgresql/data/pgdata\n";
  };

  #ask(database: string, query: string): string {
    if (query.includes("CREATE TABLE visits")) this.rows.set(database, 500);
    else if (query.startsWith("DROP")) this.rows.delete(database);
    else if (query.startsWith("SELECT")) {
      const rows = this.rows.get(database);
      if (rows === undefined) throw new Error('ERROR:  relation "visits" does not exist');
      return `${rows}\n`;
    }
    return "15.9\n";
  }
}

Deno.test("exercise 12: a backup that was proved, rows that come back", async () => {
  await using lab = await testedLab();
  const database = new FakeDatabase();
  lab.cluster.exec = database.exec;
  equal(await start(lab.deps, "12", "cluster"), 0, lab.printed());
  equal(database.rows.get("mlflow"), 500, "rows are there to be lost");
  const checked = async () => ({ code: await check(lab.deps, "12"), said: lab.printed() });

  match((await checked()).said, /✗ The CronJob backup[\s\S]*✗ The newest[^\n]*there is none/);
  equal(await solution(lab.deps, "12", true), 0);
  const place = lab.deps.openPlace(12, "cluster");
  const apply = async () =>
    await place.kubectl(["apply", "--filename=-"], await place.file("backup-cronjob.yaml"));
  await apply();
  match((await checked()).said, /✓ Its password[\s\S]*✗ The newest/);
  database.dumps.push("/backups/2026-01-01T02-17-00Z.dump");
  match((await checked()).said, /✓ The newest[\s\S]*✗ Restored[^\n]*does not exist/);
  database.rows.set("proof", 499);
  match((await checked()).said, /✗ Restored[^\n]*there are 499/);
  database.rows.set("proof", 500);
  equal((await checked()).code, 0);
  equal(await answer(lab.deps, "12", "newest", "/backups/2026-01-01T02-17-00Z.dump"), 0);

  equal(await injure(lab.deps, "12", "empty-waiting-room"), 0);
  match((await checked()).said, /✗ The real database/);
  database.rows.set("mlflow", 500);
  match((await checked()).said, /Mended/);

  equal(await injure(lab.deps, "12", "quiet-nights"), 0);
  match((await checked()).said, /it is suspended/);
  await apply();
  match((await checked()).said, /Mended/);

  equal(await injure(lab.deps, "12", "half-a-file"), 0);
  match((await checked()).said, /could not read from input file/);
  database.whole = true;
  match((await checked()).said, /Mended/);
});

Deno.test("exercise 12 takes neither an hourly schedule nor a password that stands there", async () => {
  await using lab = await testedLab();
  lab.cluster.exec = new FakeDatabase().exec;
  equal(await start(lab.deps, "12", "cluster"), 0);
  await solution(lab.deps, "12", true);
  const place = lab.deps.openPlace(12, "cluster");
  const file = await place.file("backup-cronjob.yaml");
  const changed = file.replace("17 2 * * *", "17 * * * *").replace(
    /name: PGPASSWORD\n\s+valueFrom:\n\s+secretKeyRef:\n.*\n.*\n/,
    "name: PGPASSWORD\n                  value: mlflow_password\n",
  );
  await place.kubectl(["apply", "--filename=-"], changed);
  await check(lab.deps, "12");
  match(lab.printed(), /schedule is "17 \* \* \* \*"[\s\S]*PGPASSWORD does not come/);
  equal(lab.cluster.objects.has(`CronJob/${NAMESPACE}/backup`), true);
});
