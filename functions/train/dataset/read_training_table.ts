import { bytesInMemory, readTable, type ReadTableOptions, type Table } from "@mlops/tables";
import { type DatasetLocation, describeLocation } from "./dataset_location.ts";
import { fetchDataset } from "./fetch_dataset.ts";
import { openFile } from "./file_source.ts";
import { queryTable } from "./query_table.ts";

/** Where a table comes from: a file, an address, or a query on PostgreSQL. */
export type TableLocation =
  | DatasetLocation
  | { readonly kind: "query"; readonly url: URL; readonly query: string };

/** A table to train on, and where it came from. */
export interface TrainingTable {
  /** File name, or "query". */
  readonly name: string;
  /** The typed columns. */
  readonly table: Table;
  /** Lower-case hex SHA-256 of the file as it came, or of the query and its rows. */
  readonly sha256: string;
  /** Path or address without credentials, or the query. */
  readonly source: string;
}

/** Tables from an address are held in memory while they are read. */
const MAX_FETCHED_BYTES = 512 * 2 ** 20;

/**
 * Reads a table from wherever it is: CSV, gzip or Parquet by path (as a stream, of any length) or by
 * address, or the rows of a query.
 *
 * @param location Where it is.
 * @param options What is known of it.
 * @param signal Ends the reading.
 * @returns The table.
 * @throws {DatasetFetchError} If it cannot be had.
 * @throws {QueryError} If the database refuses the query.
 * @throws {TableError} If it is no table, or holds faults: all at once, with line and column.
 * @throws {SchemaError} If the schema or the target names columns that are not there.
 */
export async function readTrainingTable(
  location: TableLocation,
  options: ReadTableOptions = {},
  signal?: AbortSignal,
): Promise<TrainingTable> {
  if (location.kind === "query") {
    const { schema = { columns: {} }, target } = options;
    const known = target === undefined ? schema : { ...schema, target };
    const queried = await queryTable(location.url, location.query, { schema: known });
    return { name: "query", ...queried, source: location.query };
  }
  if (location.kind === "file") {
    using file = await openFile(location.path);
    const table = await readTable(file, options);
    return { name: file.name, table, sha256: file.sha256, source: location.path };
  }
  const limits = { maxBytes: MAX_FETCHED_BYTES, ...signal === undefined ? {} : { signal } };
  const { name, bytes, sha256 } = await fetchDataset(location, limits);
  const table = await readTable(bytesInMemory(name, bytes), options);
  return { name, table, sha256, source: describeLocation(location) };
}
