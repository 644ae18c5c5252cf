import type { CellExample } from "./cell.ts";
import { detectDialect } from "./csv_dialect.ts";
import { type Cells, type CsvPass, type CsvPlan, readCsvPass } from "./csv_pass.ts";
import { MISSING_WORDS, SOFT_MISSING_WORDS } from "./missing_values.ts";
import { NumberCells } from "./number_cells.ts";
import { commaEvidence, type DecimalMark, readNumberText } from "./number_text.ts";
import { checkSchemaNames, columnSchema, type Schema } from "./schema.ts";
import { FaultList } from "./table_error.ts";
import { TextCells } from "./text_cells.ts";
import { concatenated, detectEncoding, NotUtf8Error, Utf8Transcoder } from "./text_encoding.ts";

/** What somebody says of a CSV. */
export interface ReadCsvOptions {
  /** Name of the file, for messages. */
  readonly file: string;
  /** What is known of its columns. */
  readonly schema: Schema;
  /** Decimal mark of the file; `null` to find it out. */
  readonly decimal: DecimalMark | null;
  /** Told how far the reading is: bytes of the unpacked file. */
  readonly onPiece?: (sizeBytes: number) => void;
}

/** A CSV as it was understood at last. */
export interface CsvReading extends CsvPass {
  /** How it was read. */
  readonly plan: CsvPlan;
}

/** Bytes by which encoding, delimiter, decimal mark and kinds are guessed before the file is read. */
const HEAD_BYTES = 256 * 1024;

const NO_WORDS = new Set<string>();

/**
 * Reads a CSV: once if its first 256 KiB tell how, and again for the columns (or, if it is no UTF-8 or
 * its decimal mark is another, for all) that turn out to be different further on. Memory is that of the
 * typed columns.
 *
 * @param open Reads the unpacked file from its beginning.
 * @param options See {@linkcode ReadCsvOptions}.
 * @returns The cells, by column.
 * @throws {TableError} With all faults, if there are any.
 * @throws {SchemaError} If the schema names columns that are not there.
 */
export async function readCsv(
  open: () => AsyncIterable<Uint8Array>,
  options: ReadCsvOptions,
): Promise<CsvReading> {
  const head = await takeHead(open());
  let plan = firstPlan(head, options);
  let isHead = !head.isWhole;
  let last: CsvReading | null = null;
  for (;;) {
    const reading = await read(isHead ? null : open, head.bytes, plan, last, options);
    if (reading === "not-utf-8") {
      plan = { ...plan, encoding: "windows-1252" };
      last = null;
      continue;
    }
    const better = revise(reading, options);
    if (better !== null) {
      const isSame = better.mark === plan.mark;
      plan = better;
      last = isSame && !isHead ? reading : null;
    } else if (isHead) isHead = false;
    else return check(reading, options);
  }
}

interface Head {
  readonly bytes: Uint8Array;
  readonly isWhole: boolean;
}

async function takeHead(pieces: AsyncIterable<Uint8Array>): Promise<Head> {
  const parts: Uint8Array[] = [];
  let length = 0;
  let isWhole = true;
  for await (const piece of pieces) {
    // A piece may be used again for the next one.
    parts.push(piece.slice());
    length += piece.length;
    if (length < HEAD_BYTES) continue;
    isWhole = false;
    break;
  }
  return { bytes: concatenated(...parts), isWhole };
}

function firstPlan(head: Head, options: ReadCsvOptions): CsvPlan {
  let encoding = detectEncoding(head.bytes);
  let utf8: Uint8Array = head.bytes;
  try {
    utf8 = new Utf8Transcoder(encoding).push(head.bytes);
  } catch (error) {
    if (!(error instanceof NotUtf8Error)) throw error;
    encoding = "windows-1252";
    utf8 = new Utf8Transcoder(encoding).push(head.bytes);
  }
  return {
    encoding,
    dialect: detectDialect(utf8, head.isWhole),
    mark: options.decimal ?? ".",
    isMarkSettled: options.decimal !== null,
    words: new Map(),
  };
}

async function read(
  open: (() => AsyncIterable<Uint8Array>) | null,
  head: Uint8Array,
  plan: CsvPlan,
  last: CsvReading | null,
  options: ReadCsvOptions,
): Promise<CsvReading | "not-utf-8"> {
  const { file, schema, onPiece } = options;
  try {
    const pass = await readCsvPass(open === null ? [head] : open(), plan, {
      file,
      isToEnd: open !== null,
      make(index, names) {
        if (index === 0) checkSchemaNames(schema, names);
        const isWords = plan.words.has(index);
        const before = last?.cells[index];
        const isDone = before instanceof TextCells || !isWords;
        if (before !== undefined && isDone) return { done: before };
        return makeCells(names[index]!, plan.mark, isWords, schema);
      },
      ...open !== null && onPiece !== undefined ? { onPiece } : {},
    });
    return { ...pass, plan };
  } catch (error) {
    if (error instanceof NotUtf8Error) return "not-utf-8";
    throw error;
  }
}

function makeCells(name: string, mark: DecimalMark, isWords: boolean, schema: Schema): Cells {
  const { kind, missing, decimal } = columnSchema(schema, name);
  const spellings = missing === undefined
    ? { missing: MISSING_WORDS, softMissing: SOFT_MISSING_WORDS }
    : { missing: new Set(missing), softMissing: NO_WORDS };
  const isNumber = kind === "number" || ((kind === undefined || kind === "ignore") && !isWords);
  if (isNumber) {
    return new NumberCells({ ...spellings, mark: decimal ?? mark, isForced: kind === "number" });
  }
  const isKept = kind !== undefined && kind !== "ignore";
  return new TextCells({ ...spellings, isWhole: isKept || name === schema.target });
}

/** Finds out what a reading misunderstood; `null` if it did not. */
function revise({ plan, cells, header }: CsvReading, { schema }: ReadCsvOptions): CsvPlan | null {
  const words = new Map(plan.words);
  let hasDecimalComma = false;
  let wantsComma = false;
  cells.forEach((column, index) => {
    const said = columnSchema(schema, header.names[index]!);
    if (said.kind === "ignore") return;
    if (column instanceof NumberCells) {
      if (said.decimal === undefined) hasDecimalComma ||= column.commas.decimal > 0;
      const isOfSoftWords = column.nSoftMissing > 0 && column.nMissing === column.values.length;
      // Said to be of numbers, it keeps what is none, which a comma may well explain.
      const wrong = column.wrong.map(({ text }) => text);
      wantsComma ||= wrong.some(isDecimalComma) &&
        wrong.every((text) => !Number.isNaN(readNumberText(text, ",")));
      if (column.breaking !== null) words.set(index, column.breaking);
      else if (isOfSoftWords && said.kind !== "number") words.set(index, SOFT_WORDS);
    } else if (said.kind === undefined) {
      wantsComma ||= column.kinds.commaNumber && column.hasDecimalComma;
    }
  });
  if (!plan.isMarkSettled) {
    if (plan.mark === "." && wantsComma) return { ...plan, mark: ",", words: new Map() };
    const isStillOpen = words.size > plan.words.size;
    if (plan.mark === "," && !hasDecimalComma && !isStillOpen) {
      return { ...plan, mark: ".", isMarkSettled: true, words: new Map() };
    }
  }
  return words.size > plan.words.size ? { ...plan, words } : null;
}

function isDecimalComma(text: string): boolean {
  return commaEvidence(text) === "decimal";
}

const SOFT_WORDS = {
  why: "word",
  cell: { text: "?", place: { line: 1, column: 1 } } satisfies CellExample,
} as const;

function check(reading: CsvReading, { file, decimal, schema }: ReadCsvOptions): CsvReading {
  const { faults, header, plan, nRows, cells } = reading;
  faults.throwIfAny();
  const whole = new FaultList(file);
  const place = { line: 1, column: 1, name: null };
  if (header.names.length === 0) {
    whole.add({ code: "empty", ...place, reason: "it must hold a table: it is empty" });
  } else if (nRows === 0) {
    whole.add({
      code: "no-rows",
      ...place,
      reason: "it must have rows below its header: has none",
    });
  }
  const inferred = cells.filter((column, index): column is NumberCells =>
    column instanceof NumberCells &&
    columnSchema(schema, header.names[index]!).decimal === undefined
  );
  const isProven = inferred.some(({ commas }) => commas.thousands > 0);
  if (decimal === null && plan.mark === "." && plan.dialect.delimiter !== "," && !isProven) {
    const index = cells.findIndex((column) =>
      column instanceof NumberCells && inferred.includes(column) && column.commas.either > 0
    );
    if (index !== -1) {
      const name = header.names[index]!;
      const reason = `the comma of numbers such as 1,234 in "${name}" may be a decimal mark or a ` +
        `thousands mark: say which (--decimal , or --decimal .)`;
      whole.add({ code: "ambiguous-comma", line: plan.dialect.line, column: 1, name, reason });
    }
  }
  whole.throwIfAny();
  return reading;
}
