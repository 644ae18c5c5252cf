import { request, RequestFailure } from "./request_failure.ts";

/** What came of a file. */
export interface CsvOutcome {
  /** Name of the file to save. */
  readonly fileName: string;
  /** The whole answer, to be saved; it may be larger than what the page can show. */
  readonly content: Blob;
  /** Names of the columns. */
  readonly columns: readonly string[];
  /** The first rows, as text, in the columns' order. */
  readonly rows: readonly (readonly string[])[];
  /** Rows in all. */
  readonly rowCount: number;
  /** Rows by probability, in bins of 5 %, shape `[20]`. */
  readonly counts: readonly number[];
}

/** Rows that the page shows. */
const SHOWN_ROWS = 100;

/** How the service begins the last line of an answer that it breaks off. */
const REFUSAL = "error: ";

/** What may stand between the cells of a file, and so of its answer. */
const DELIMITERS = [",", ";", "\t", "|"];

/** Columns that the service appends. */
const ANSWERS = ["probability", "label", "prediction"];

/** Bins of the histogram. */
const BINS = 20;

/** The first answer comes once the service has read the first rows. */
const TIMEOUT_MS = 60_000;

/**
 * Sends a file to the service and reads the answer as it comes, keeping of it only what is shown.
 *
 * @param file The CSV.
 * @param options `signal` ends it; `onProgress` takes the number of rows so far.
 * @returns What came of it.
 * @throws {RequestFailure} If the service refuses the file or breaks off.
 */
export async function predictCsv(
  file: File,
  options: { signal: AbortSignal; onProgress: (rows: number) => void },
): Promise<CsvOutcome> {
  const response = await request("/api/predict/csv", {
    body: file,
    headers: { "content-type": "text/csv" },
    signal: options.signal,
    timeoutMs: TIMEOUT_MS,
  });
  if (response.body === null) throw new RequestFailure("broken");
  const [shown, saved] = response.body.tee();
  const content = new Response(saved).blob();
  // The reading below reports a broken stream; this copy of it must not do so twice.
  content.catch(() => {});
  const reading = new CsvReading();
  try {
    // Not every browser can loop over a stream.
    const reader = shown.pipeThrough(new TextDecoderStream()).getReader();
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      reading.add(part.value);
      options.onProgress(reading.rowCount);
    }
    reading.end();
  } catch (error) {
    if (options.signal.aborted) throw error;
    // A bad row far down in the file comes after the answer has begun: it is told in a last line.
    throw reading.refusal === ""
      ? new RequestFailure("broken", { cause: error })
      : new RequestFailure("invalid", { detail: reading.refusal, cause: error });
  }
  return {
    fileName: file.name.replace(/(\.csv)?$/i, "-predictions.csv"),
    content: await content,
    columns: reading.columns,
    rows: reading.rows,
    rowCount: reading.rowCount,
    counts: reading.counts,
  };
}

/** Reads lines from chunks of text and counts them by probability. */
export class CsvReading {
  /** Names of the columns, once the first line is there. */
  columns: readonly string[] = [];
  /** The first rows. */
  readonly rows: (readonly string[])[] = [];
  /** Rows so far. */
  rowCount = 0;
  /** Rows by probability, shape `[20]`. */
  readonly counts: number[] = Array(BINS).fill(0);
  /** Why the service broke off, or empty. */
  refusal = "";
  #rest = "";
  /** A row whose last cell is not closed yet. */
  #open: string | null = null;
  #probability = -1;
  #delimiter = ",";

  /**
   * Takes the next piece of text, which may end in the middle of a line.
   *
   * @param text The piece.
   */
  add(text: string): void {
    const lines = (this.#rest + text).split(/\r?\n/);
    this.#rest = lines.pop() ?? "";
    for (const line of lines) this.#addPart(line);
  }

  /** Takes what is left after the last line break. */
  end(): void {
    if (this.#rest !== "") this.#addPart(this.#rest);
    this.#rest = "";
    if (this.#open !== null) this.#addLine(this.#open);
    this.#open = null;
  }

  /** A cell in quotes may go on in the next line. */
  #addPart(line: string): void {
    if (this.#open === null && line.startsWith(REFUSAL)) return this.#addLine(line);
    const whole = this.#open === null ? line : `${this.#open}\n${line}`;
    const isOpen = whole.split('"').length % 2 === 0;
    this.#open = isOpen ? whole : null;
    if (!isOpen) this.#addLine(whole);
  }

  #addLine(line: string): void {
    if (line.startsWith(REFUSAL)) {
      this.refusal = line.slice(REFUSAL.length);
      return;
    }
    // The service writes numbers and words without quotes; a name with a comma is quoted by it.
    if (this.columns.length === 0) {
      this.#delimiter = delimiterOf(line);
      this.columns = splitCsvLine(line, this.#delimiter);
      this.#probability = this.columns.indexOf("probability");
      return;
    }
    if (line === "") return;
    const cells = splitCsvLine(line, this.#delimiter);
    // The service writes decimals as the file does.
    const probabilityText = cells[this.#probability]?.replace(",", ".");
    if (probabilityText !== undefined) cells[this.#probability] = probabilityText;
    this.rowCount++;
    if (this.rows.length < SHOWN_ROWS) this.rows.push(cells);
    const probability = Number(probabilityText);
    const bin = Math.min(BINS - 1, Math.floor(probability * BINS));
    if (bin >= 0) this.counts[bin] = this.counts[bin]! + 1;
  }
}

/** Finds what separates the cells: what finds one of the columns that the service appended. */
function delimiterOf(header: string): string {
  return DELIMITERS.find((delimiter) =>
    splitCsvLine(header, delimiter).some((name) => ANSWERS.includes(name))
  ) ?? ",";
}

/** Splits one row, RFC 4180. */
function splitCsvLine(line: string, delimiter: string): string[] {
  if (!line.includes('"')) return line.split(delimiter);
  const cells: string[] = [];
  const cell = new RegExp(`(?:^|\\${delimiter})(?:"((?:[^"]|"")*)"|([^\\${delimiter}]*))`, "g");
  for (const match of line.matchAll(cell)) {
    cells.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? "");
  }
  return cells;
}
