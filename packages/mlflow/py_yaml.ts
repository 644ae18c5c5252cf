import { Document, parse, type ScalarTag, visit } from "yaml";

/**
 * YAML as Python's PyYAML reads and writes it, which MLflow keeps its files in.
 *
 * PyYAML follows YAML 1.1 with rules of its own: `1e5` is a text and `yes` a boolean, and a file
 * with an unprintable character is refused whole. Reading by other rules would turn a run id such as
 * `70e1…` into a number; writing by other rules would make the file unreadable for MLflow.
 *
 * @module
 */

// The patterns are those of PyYAML 6.0's resolver for YAML 1.1, https://yaml.org/type/.
const INTEGER =
  /^(?:[-+]?0b[0-1_]+|[-+]?0[0-7_]+|[-+]?(?:0|[1-9][0-9_]*)|[-+]?0x[0-9a-fA-F_]+|[-+]?[1-9][0-9_]*(?::[0-5]?[0-9])+)$/;
const FLOAT =
  /^(?:[-+]?[0-9][0-9_]*\.[0-9_]*(?:[eE][-+][0-9]+)?|\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/;
const BOOLEAN = /^(?:yes|Yes|YES|no|No|NO|true|True|TRUE|false|False|FALSE|on|On|ON|off|Off|OFF)$/;
const NULL = /^(?:~|null|Null|NULL|)$/;
/** Texts that PyYAML takes for dates, merges and defaults: read as texts here, quoted when written. */
const OTHER = /^(?:\d{4}-\d\d?-\d\d?(?:[Tt ].*)?|=|<<)$/;
/** What PyYAML refuses or takes for a line's end, and lone surrogates, which UTF-8 cannot carry. */
const UNSAFE =
  /[^\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\u{10000}-\u{10ffff}]/u;
const UNSAFE_BUT_NEWLINE = new RegExp(`(?!\n)${UNSAFE.source}`, "gu");

const TAGS: ScalarTag[] = [
  {
    tag: "tag:yaml.org,2002:null",
    default: true,
    test: NULL,
    identify: (value) => value === null || value === undefined,
    resolve: () => null,
    stringify: () => "null",
  },
  {
    tag: "tag:yaml.org,2002:bool",
    default: true,
    test: BOOLEAN,
    identify: (value) => typeof value === "boolean",
    resolve: (text) => /^(?:yes|true|on)$/i.test(text),
    stringify: ({ value }) => `${value}`,
  },
  {
    tag: "tag:yaml.org,2002:float",
    default: true,
    test: FLOAT,
    identify: (value) => typeof value === "number" && !Number.isInteger(value),
    resolve: parseFloatScalar,
    stringify: ({ value }) => formatFloat(Number(value)),
  },
  {
    tag: "tag:yaml.org,2002:int",
    default: true,
    test: INTEGER,
    identify: (value) => typeof value === "number",
    resolve: parseIntegerScalar,
    stringify: ({ value }) => formatFloat(Number(value)),
  },
  { tag: "tag:yaml.org,2002:other", default: true, test: OTHER, resolve: (text) => text },
];

const OPTIONS = { schema: "failsafe", customTags: TAGS, version: "1.1" } as const;

/**
 * Parses a text as PyYAML's safe loader does, but keeps dates as texts.
 *
 * @param text YAML of one document.
 * @returns Mappings, lists, texts, numbers, booleans and null.
 * @throws {YAMLParseError} If it is no YAML.
 */
export function parsePyYaml(text: string): unknown {
  // As in PyYAML, the last of equal keys counts; to compare each key with all others takes the YAML
  // library 15 s for 20 000 of them.
  return parse(text, { ...OPTIONS, maxAliasCount: 100, uniqueKeys: false });
}

/**
 * Writes a value so that PyYAML reads the same one back: keys sorted, one entry a line.
 *
 * @param value Mappings, lists, texts, numbers, booleans and null.
 * @returns YAML with a final newline.
 */
export function formatPyYaml(value: unknown): string {
  const document = new Document(value, {
    ...OPTIONS,
    sortMapEntries: true,
    aliasDuplicateObjects: false,
  });
  visit(document, {
    Scalar(_, node) {
      if (typeof node.value === "string" && UNSAFE.test(node.value)) node.type = "QUOTE_DOUBLE";
    },
  });
  const text = document.toString({ lineWidth: 0, indentSeq: false, singleQuote: true });
  // Only double-quoted scalars can hold such characters now, so an escape is read back as one.
  return text.replace(UNSAFE_BUT_NEWLINE, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
  });
}

function parseFloatScalar(text: string): number {
  const plain = text.replaceAll("_", "").toLowerCase();
  if (plain.endsWith(".nan")) return NaN;
  if (plain.endsWith(".inf")) return plain.startsWith("-") ? -Infinity : Infinity;
  return plain.includes(":") ? parseSexagesimal(plain) : Number(plain);
}

function parseIntegerScalar(text: string): number {
  const plain = text.replaceAll("_", "");
  const sign = plain.startsWith("-") ? -1 : 1;
  const digits = plain.replace(/^[-+]/, "");
  if (digits.includes(":")) return parseSexagesimal(plain);
  if (/^0[0-7]+$/.test(digits)) return sign * parseInt(digits, 8);
  return sign * Number(digits);
}

function parseSexagesimal(text: string): number {
  const sign = text.startsWith("-") ? -1 : 1;
  const parts = text.replace(/^[-+]/, "").split(":").map(Number);
  return sign * parts.reduce((sum, part) => sum * 60 + part, 0);
}

/** PyYAML takes a number with an exponent for one only if it has a point, too. */
function formatFloat(value: number): string {
  if (Number.isNaN(value)) return ".nan";
  if (!Number.isFinite(value)) return value < 0 ? "-.inf" : ".inf";
  const text = Object.is(value, -0) ? "-0.0" : `${value}`;
  return text.replace(/^(-?\d+)e/, "$1.0e");
}
