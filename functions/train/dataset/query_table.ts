import { type Database, openDatabase, sqlStateOf } from "@mlops/prediction_log";
import { type Schema, type Table, type ValueColumnKind, ValueTable } from "@mlops/tables";
import { createHash, type Hash } from "node:crypto";

/** What a query gave. */
export interface QueriedTable {
  /** Its rows as a table. */
  readonly table: Table;
  /** Lower-case hex SHA-256 of the query and of its rows as CSV, in their order. */
  readonly sha256: string;
}

/** A query that cannot be answered with a table. */
export class QueryError extends Error {
  /**
   * Describes the failure.
   *
   * @param fault What must hold and what is.
   * @param options Carries the `cause`, if any.
   */
  constructor(fault: string, options?: ErrorOptions) {
    super(`Cannot read the query's rows as ${fault}`, options);
    this.name = "QueryError";
  }
}

/** Rows that are fetched at once. */
const ROWS_AT_ONCE = 1000;

/** Kinds by PostgreSQL's categories of types (pg_type.typcategory). */
const KINDS: Readonly<Record<string, ValueColumnKind["kind"]>> = {
  B: "boolean",
  D: "date",
  E: "category",
  I: "category",
  N: "number",
  S: "category",
  T: "category",
  V: "category",
};

/** Types that are something else than the others of their category. */
const KINDS_BY_NAME: Readonly<Record<string, ValueColumnKind["kind"]>> = {
  money: "category",
  time: "category",
  timetz: "category",
  uuid: "category",
};

/**
 * Reads the rows of a query in a transaction that may only read, a thousand at a time. Types are the
 * database's; lists and records are left out. A role that may read is enough, and the better choice: a
 * read-only transaction does not stop functions that act outside the database.
 *
 * @param url Address of the database, with user and password.
 * @param query One statement; with `order by`, so that the rows come in the same order again.
 * @param options `schema` says what is known of the columns, the target in it; a statement that takes
 * longer than `timeoutMs` is ended.
 * @returns The table and its digest.
 * @throws {QueryError} If the database cannot be reached, or refuses the query.
 * @throws {TableError} If two columns have one name, there are no rows, or values do not fit the schema.
 * @throws {SchemaError} If the schema names columns that are not there.
 */
export async function queryTable(
  url: URL,
  query: string,
  { schema = { columns: {} }, timeoutMs = 600_000 }: { schema?: Schema; timeoutMs?: number } = {},
): Promise<QueriedTable> {
  if (url.searchParams.get("pool_mode") === "transaction") {
    throw new QueryError(
      "the connection must be its own, as it is made read-only: with pool_mode=transaction a pooler lends it to others",
    );
  }
  const database = await openDatabase(url, {
    applicationName: "train",
    maxConnections: 1,
    statementTimeoutMs: timeoutMs,
  });
  try {
    return await readRows(database, query, schema);
  } catch (error) {
    if (!(error instanceof Error && "code" in error)) throw error;
    const isAnswer = sqlStateOf(error) !== null;
    const rule = isAnswer ? "it must be one statement that reads" : "the database must answer";
    throw new QueryError(`${rule}: ${error.message}`, { cause: error });
  } finally {
    await database.end({ timeout: 1 });
  }
}

async function readRows(
  database: Database,
  query: string,
  schema: Schema,
): Promise<QueriedTable> {
  // The driver never hands out a connection that is yet to be made.
  await database`select 1`;
  const connection = await database.reserve();
  try {
    // For the session too, so that a query that ends the transaction gains nothing by it.
    await connection`set default_transaction_read_only = on`;
    await connection`set datestyle = 'ISO, YMD'`;
    await connection`set timezone = 'UTC'`;
    await connection.unsafe("begin isolation level repeatable read read only");
    const { columns } = await connection.unsafe(query).describe();
    const kinds = await kindsOf(connection, columns);
    const table = new ValueTable("query", kinds, schema);
    const hash = createHash("sha256").update(`${query}\n`);
    const decoder = new TextDecoder();
    let nRows = 0;
    for await (const rows of connection.unsafe(query).raw().cursor(ROWS_AT_ONCE)) {
      for (const cells of rows as unknown as (Uint8Array | null)[][]) {
        const texts = cells.map((cell) => cell === null ? null : decoder.decode(cell));
        updateHash(hash, texts);
        table.addRow(texts.map((text, index) => toValue(text, kinds[index]!.kind)));
        nRows++;
      }
    }
    await connection`commit`;
    const sentence = "the query has no ORDER BY: its rows may come in another order next time";
    const notes = /\border\s+by\b/i.test(query)
      ? []
      : [{ code: "unordered-rows", name: null, sentence } as const];
    return {
      table: table.finish({ nRows, format: { kind: "query" }, notes }),
      sha256: hash.digest("hex"),
    };
  } finally {
    connection.release();
  }
}

async function kindsOf(
  connection: Pick<Database, "unsafe">,
  columns: readonly { readonly name: string; readonly type: number }[],
): Promise<ValueColumnKind[]> {
  const oids = [...new Set(columns.map(({ type }) => type))];
  const types = await connection.unsafe<{ oid: number; typname: string; typcategory: string }[]>(
    `select oid::int8::float8 as oid, typname, typcategory from pg_type where oid in (${oids.join()})`,
  );
  const known = new Map(types.map(({ oid, typname, typcategory }) => [oid, {
    kind: KINDS_BY_NAME[typname] ?? KINDS[typcategory] ?? "nested",
    isInteger: /^int[248]$/.test(typname),
  }]));
  return columns.map(({ name, type }) => ({ name, ...known.get(type) ?? { kind: "nested" } }));
}

/** What PostgreSQL's text of a value says. */
function toValue(text: string | null, kind: ValueColumnKind["kind"]): unknown {
  if (text === null || kind === "nested") return null;
  if (kind === "boolean") return text === "t";
  // "2024-01-02 10:00:00+00" in UTC.
  return kind === "date" ? text.replace(/\+00$/, "Z") : text;
}

function updateHash(hash: Hash, cells: readonly (string | null)[]): void {
  const texts = cells.map((cell) => cell === null ? "" : `"${cell.replaceAll('"', '""')}"`);
  hash.update(`${texts.join()}\n`);
}
