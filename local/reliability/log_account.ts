import type { TestedPostgres } from "@mlops/testing/tested_postgres";

/** R12's equation: `answered` is to equal the sum of the others; the shadow's rows are in none. */
export interface LogAccount {
  /** Rows that a served model has scored. */
  readonly answered: number;
  /** Rows in the database. */
  readonly inLog: number;
  /** Rows counted as duplicates. */
  readonly duplicates: number;
  /** Rows counted as dropped. */
  readonly dropped: number;
  /** Rows that clients wanted kept out. */
  readonly keptOut: number;
}

/**
 * Compares what a service says that it has answered and lost with what is in the database.
 *
 * @param database The database of its log.
 * @param metrics Text of its `/metrics`.
 * @returns Both sides.
 */
export async function accountLog(database: TestedPostgres, metrics: string): Promise<LogAccount> {
  const [row] = await database.query<{ n: number }>(
    "select count(*)::integer as n from predictions where source <> 'shadow'",
  );
  return {
    answered: sumMetric(metrics, "predict_rows_total"),
    inLog: row?.n ?? 0,
    duplicates: sumMetric(metrics, "predict_log_rows_duplicate_total"),
    dropped: sumMetric(metrics, "predict_log_rows_dropped_total"),
    keptOut: sumMetric(metrics, "predict_log_rows_kept_out_total"),
  };
}

/**
 * Tells whether every row is accounted for.
 *
 * @param account Both sides.
 * @returns `true` if they are equal to the row.
 */
export function isExact({ answered, inLog, duplicates, dropped, keptOut }: LogAccount): boolean {
  return answered === inLog + duplicates + dropped + keptOut;
}

/**
 * Writes an account for people.
 *
 * @param account Both sides.
 * @returns E.g. `100 answered = 98 in the log + 0 duplicates + 2 dropped`.
 */
export function describeAccount(account: LogAccount): string {
  const { answered, inLog, duplicates, dropped, keptOut } = account;
  return `${answered} answered ${isExact(account) ? "=" : "≠"} ${inLog} in the log + ` +
    `${duplicates} duplicates + ${dropped} dropped` + (keptOut > 0 ? ` + ${keptOut} kept out` : "");
}

/**
 * Sums a metric over its labels, without what belongs to the shadow.
 *
 * @param metrics Prometheus text.
 * @param name Name of the metric.
 * @returns The sum; 0 if it is not there.
 */
export function sumMetric(metrics: string, name: string): number {
  return metrics.split("\n")
    .filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `))
    .filter((line) => !line.includes('"shadow"'))
    .reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(" "))), 0);
}

/**
 * Reads a service's metrics.
 *
 * @param url Its address.
 * @returns Prometheus text.
 */
export async function readMetrics(url: string): Promise<string> {
  return await (await fetch(`${url}/metrics`)).text();
}
