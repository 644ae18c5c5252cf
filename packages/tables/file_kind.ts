/** What a file is, by its first bytes. */
export type FileKind =
  /** Text that may be a CSV. */
  | { readonly is: "text" }
  | { readonly is: "gzip" }
  | { readonly is: "parquet" }
  /** Something that is not read, with the half sentence that says what it is and what to do. */
  | { readonly is: "other"; readonly code: "html" | "not-a-table"; readonly reason: string };

/** Bytes that suffice to tell. */
export const FILE_KIND_BYTES = 4096;

const CSV = "save the table as CSV (UTF-8)";

/** First bytes, as characters of Latin-1, of formats that people have tables in. */
const MAGIC: readonly (readonly [prefix: string, name: string, advice: string])[] = [
  ["\xd0\xcf\x11\xe0", "an old Excel workbook (xls) or another OLE file", `open it and ${CSV}`],
  ["7z\xbc\xaf", "a 7z archive", "unpack it and give the table in it"],
  ["Rar!", "a RAR archive", "unpack it and give the table in it"],
  ["BZh", "a bzip2 file", "unpack it with bunzip2"],
  ["\xfd7zXZ", "an xz file", "unpack it with unxz"],
  ["\x28\xb5\x2f\xfd", "a Zstandard file", "unpack it with unzstd"],
  ["ARROW1", "a Feather or Arrow file", "save the table as Parquet or CSV"],
  ["FEA1", "a Feather file", "save the table as Parquet or CSV"],
  ["ORC", "an ORC file", "save the table as Parquet or CSV"],
  ["Obj\x01", "an Avro file", "save the table as Parquet or CSV"],
  ["\x89HDF", "an HDF5 file", "save the table as Parquet or CSV"],
  ["SQLite format 3", "an SQLite database", "export the table as CSV"],
  ["%PDF", "a PDF", CSV],
  ["$FL2", "an SPSS file", CSV],
  ["$FL3", "an SPSS file", CSV],
  ["<stata_dta>", "a Stata file", CSV],
  ["RDX", "an R data file", "save the table as CSV with write.csv()"],
  ["RDA", "an R data file", "save the table as CSV with write.csv()"],
  ["\x93NUMPY", "a NumPy array", "save the table as CSV or Parquet with its columns' names"],
  ["\x80\x03", "a Python pickle", "save the table as CSV or Parquet"],
  ["\x80\x04", "a Python pickle", "save the table as CSV or Parquet"],
  ["\x80\x05", "a Python pickle", "save the table as CSV or Parquet"],
];

/** Beginnings of texts that are no CSV. */
const TEXTS: readonly (readonly [start: RegExp, name: string, advice: string])[] = [
  [/^\s*(?:%.*\s+)*@relation\b/i, "an ARFF file (Weka)", CSV],
  [/^\s*<\?xml|^\s*<[a-z]+[^<>]*>/i, "XML", CSV],
  [/^\s*(?:\[\s*[[{]|\{\s*["}])/, "JSON", CSV],
  [/^%%MatrixMarket/, "a Matrix Market file", CSV],
  [/^version https:\/\/git-lfs/, "a pointer of Git LFS", "fetch the file itself with git lfs pull"],
];

/**
 * Tells what a file is.
 *
 * @param head Its first bytes, {@linkcode FILE_KIND_BYTES} of them if it has as many.
 * @returns The kind; "text" where nothing speaks against a CSV.
 */
export function fileKind(head: Uint8Array): FileKind {
  const text = String.fromCharCode(...head.subarray(0, FILE_KIND_BYTES));
  if (text.startsWith("\x1f\x8b")) return { is: "gzip" };
  if (text.startsWith("PAR1")) return { is: "parquet" };
  if (text.startsWith("PK\x03\x04") || text.startsWith("PK\x05\x06")) return other(...zip(text));
  for (const [prefix, name, advice] of MAGIC) {
    if (text.startsWith(prefix)) return other(name, advice);
  }
  const words = text.replace(/^\xef\xbb\xbf/, "");
  if (/^\s*(?:<!doctype html|<html)/i.test(words)) return html(words);
  for (const [start, name, advice] of TEXTS) if (start.test(words)) return other(name, advice);
  // Two bytes a character are the only text with zeros in it.
  if (text.includes("\0") && !hasZerosOfUtf16(head)) {
    return other("a binary file of a kind that is not known here", "save the table as CSV");
  }
  return { is: "text" };
}

/**
 * Whether a text without a byte-order mark is UTF-16: zeros in more than 30 % of one half of its bytes.
 *
 * @param head Its first bytes.
 * @returns Which half holds them: "odd" (little endian), "even" (big endian), or `null`.
 */
export function zeroHalf(head: Uint8Array): "odd" | "even" | null {
  const bytes = head.subarray(0, FILE_KIND_BYTES);
  let nOdd = 0;
  let nEven = 0;
  bytes.forEach((byte, index) => {
    if (byte !== 0) return;
    if (index % 2 === 1) nOdd++;
    else nEven++;
  });
  const enough = 0.3 * bytes.length / 2;
  return nOdd > enough && nOdd > nEven ? "odd" : nEven > enough ? "even" : null;
}

function hasZerosOfUtf16(head: Uint8Array): boolean {
  const mark = head[0]! << 8 | head[1]!;
  return mark === 0xfffe || mark === 0xfeff || zeroHalf(head) !== null;
}

function zip(text: string): [name: string, advice: string] {
  // The names of a ZIP's files stand in its clear text, before their content.
  if (/\[Content_Types\]\.xml|xl\/|docProps\//.test(text)) {
    return ["an Excel workbook (xlsx, a ZIP archive)", `open it and ${CSV}`];
  }
  if (text.includes("opendocument.spreadsheet")) {
    return ["an OpenDocument spreadsheet (ods, a ZIP archive)", `open it and ${CSV}`];
  }
  return ["a ZIP archive", "unpack it and give the table in it"];
}

function html(text: string): FileKind {
  const title = /<title[^>]*>([^<]{1,80})/i.exec(text)?.[1]?.trim();
  const named = title === undefined ? "" : ` titled "${title}"`;
  const advice = "most often a page to sign in: give the address of the file itself";
  return { is: "other", code: "html", reason: `it is an HTML page${named}, ${advice}` };
}

function other(name: string, advice: string): FileKind {
  return { is: "other", code: "not-a-table", reason: `it is ${name}: ${advice}` };
}
