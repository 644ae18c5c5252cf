import { createHash } from "node:crypto";
import type postgres from "postgres";
import { openDatabase } from "./database.ts";
import { type Migration, MIGRATIONS } from "./migrations.ts";

/** How the database is brought up to date. */
export interface MigrateOptions {
  /** Password that the role `predictor` gets; `null` leaves the role's login as it is. */
  readonly predictorPassword: string | null;
  /** The steps (default: those of this version). */
  readonly migrations?: readonly Migration[];
}

/** The database cannot be brought up to date; the message says why. */
export class MigrationError extends Error {
  /**
   * Says why.
   *
   * @param message The whole sentence.
   * @param options Carries the cause, if any.
   */
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "MigrationError";
  }
}

export type { Migration };

/** Number of the advisory lock that whoever migrates holds: "log" in ASCII. */
const LOCK = 0x6c6f67;

/** A migration may have to rewrite a table. */
const STATEMENT_TIMEOUT_MS = 600_000;

/**
 * Brings the prediction log's database up to date: the role `predictor`, then every numbered step
 * that was not applied yet, all in one transaction under a lock, so that any number of callers may do
 * so at the same time, and as often as they like.
 *
 * @param url Address of the database, as a superuser (or an owner who may create roles).
 * @param options The role's password.
 * @returns Names of the steps that were applied now.
 * @throws {MigrationError} If a step fails, or one that was applied has changed since.
 */
export async function migrate(url: URL, options: MigrateOptions): Promise<string[]> {
  const database = await openDatabase(url, {
    applicationName: "migrate",
    maxConnections: 1,
    statementTimeoutMs: STATEMENT_TIMEOUT_MS,
  });
  try {
    return await database.begin((transaction) => apply(transaction, options));
  } catch (cause) {
    if (cause instanceof MigrationError) throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new MigrationError(`Cannot migrate database: ${reason}`, { cause });
  } finally {
    await database.end({ timeout: 1 });
  }
}

async function apply(
  transaction: postgres.TransactionSql,
  { predictorPassword, migrations = MIGRATIONS }: MigrateOptions,
): Promise<string[]> {
  await transaction`select pg_advisory_xact_lock(${LOCK})`;
  await prepareRole(transaction, predictorPassword);
  await transaction`create table if not exists schema_migrations (
    name text primary key,
    sha256 text not null,
    applied_at timestamptz not null default now())`;
  const rows = await transaction<{ name: string; sha256: string }[]>`
    select name, sha256 from schema_migrations`;
  const applied = new Map(rows.map(({ name, sha256 }) => [name, sha256]));
  const fresh: string[] = [];
  for (const { name, sql } of migrations) {
    const sha256 = createHash("sha256").update(sql).digest("hex");
    const known = applied.get(name);
    if (known === undefined) {
      await transaction.unsafe(sql);
      await transaction`insert into schema_migrations (name, sha256) values (${name}, ${sha256})`;
      fresh.push(name);
    } else if (known !== sha256) {
      throw new MigrationError(
        `Cannot migrate database as an applied step must not change: "${name}" is another one now`,
      );
    }
  }
  await transaction`select create_partitions()`;
  return fresh;
}

/** Statements about roles take no parameters: the password reaches them through a setting. */
async function prepareRole(
  transaction: postgres.TransactionSql,
  password: string | null,
): Promise<void> {
  await transaction`select set_config('migrate.password', ${password ?? ""}, true)`;
  await transaction.unsafe(`do $$ begin
    if not exists (select from pg_roles where rolname = 'predictor') then
      create role predictor;
    end if;
    if current_setting('migrate.password') <> '' then
      execute format('alter role predictor login password %L', current_setting('migrate.password'));
    end if;
    execute format('revoke all on database %I from public', current_database());
    execute format('grant connect on database %I to predictor', current_database());
  end $$`);
  await transaction.unsafe(REVOKE_LARGE_OBJECTS);
}

/**
 * By default every role may keep large objects, files within the database that no table and no quota
 * knows. The functions are the superuser's, who alone can take that right away.
 */
const REVOKE_LARGE_OBJECTS = `do $$ declare
  made text;
begin
  if not (select rolsuper from pg_roles where rolname = current_user) then return; end if;
  for made in select oid::regprocedure::text from pg_proc
    where pronamespace = 'pg_catalog'::regnamespace and proname ~ '^(lo_.*|loread|lowrite)$'
  loop
    execute format('revoke execute on function pg_catalog.%s from public', made);
  end loop;
end $$`;
