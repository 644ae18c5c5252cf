/**
 * Where the golden models lie, and what a case of them holds. For tests only.
 *
 * @module
 */
import type { Label } from "@mlops/model";

const ROOT = new URL("../../shared/golden/models/", import.meta.url);

/** How near a number must be to what Python says: exactly, or within some ulps or a share of it. */
export type Bits = "exact" | "sigmoid" | "exp" | "softmax" | "log" | "linear" | "f32";

/** What Python answered. */
export interface GoldenAnswers {
  /** Class labels, `null` for a regression and for models that keep none. */
  readonly classes?: readonly Label[] | null;
  /** What `predict` answered. */
  readonly predict?: readonly (Label | readonly number[])[] | null;
  /** What `predict_proba` answered. */
  readonly "predict_proba"?: readonly (readonly number[])[] | null;
  /** Margins, `[row][output]`. */
  readonly raw?: readonly (readonly number[])[] | null;
  /** SHAP values `[row][output][feature]` of some rows. */
  readonly shap?: {
    readonly rows: readonly number[];
    readonly values: readonly (readonly (readonly number[])[])[];
    readonly base: readonly number[];
    readonly source: string;
  } | null;
  /** A word of the reason why the model must be refused. */
  readonly refuse?: string;
  /** How near each kind of answer must be met. */
  readonly bits?: { readonly [answer: string]: Bits };
}

/** Rows as a golden case has them. */
export interface GoldenRows {
  /** Names of the columns. */
  readonly columns: readonly string[];
  /** "number" or "string" of each column. */
  readonly kinds: readonly string[];
  /** Values; `null` is missing, "inf" and "-inf" are infinities. */
  readonly rows: readonly (readonly (number | string | boolean | null)[])[];
}

/** One model with its rows and answers. */
export interface GoldenModel {
  /** Name of its folder. */
  readonly name: string;
  /** Text of its MLmodel file. */
  readonly mlModel: string;
  /** The model's file, by the name that MLmodel gives. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Its rows. */
  readonly rows: GoldenRows;
  /** Python's answers. */
  readonly expected: GoldenAnswers;
}

/**
 * Lists the golden models of a flavor.
 *
 * @param prefix What their names begin with: `xgboost-`.
 */
export function goldenNames(prefix: string): string[] {
  return [...Deno.readDirSync(ROOT)].map(({ name }) => name)
    .filter((name) => name.startsWith(prefix)).sort();
}

/**
 * Reads a golden model.
 *
 * @param name Name of its folder.
 */
export function readGolden(name: string): GoldenModel {
  const read = (path: string) => Deno.readTextFileSync(new URL(`${name}/${path}`, ROOT));
  const mlModel = read("model/MLmodel");
  const file = /^ {4}(?:data|pickled_model): (model\.\w+)$/m.exec(mlModel)?.[1] ?? "model.pkl";
  return {
    name,
    mlModel,
    bytes: Deno.readFileSync(new URL(`${name}/model/${file}`, ROOT)),
    rows: JSON.parse(read("rows.json")),
    expected: JSON.parse(read("expected.json")),
  };
}

/** A golden model as `testdata/` keeps it: in JSON, its file in base64, as a test may read no file. */
export interface CopiedGolden {
  /** Name of its folder. */
  readonly name: string;
  /** What its MLmodel says of its class. */
  readonly mlModel: string;
  /** Its file in base64. */
  readonly file: string;
  /** Some of its rows. */
  readonly rows: GoldenRows;
  /** Python's answers to them. */
  readonly expected: unknown;
}

/**
 * Unpacks a golden model of `testdata/`.
 *
 * @param copied What the JSON holds.
 */
export function copiedGolden({ name, mlModel, file, rows, expected }: CopiedGolden): GoldenModel {
  const bytes = Uint8Array.from(atob(file), (char) => char.charCodeAt(0));
  return { name, mlModel, bytes, rows, expected: expected as GoldenAnswers };
}

/** One file that must be refused. */
export interface HostileFile {
  /** Its name. */
  readonly file: string;
  /** What is wrong with it. */
  readonly fault: string;
  /** The file. */
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/**
 * Reads the hostile files of a kind.
 *
 * @param pattern What their names match.
 */
export function readHostile(pattern: RegExp): HostileFile[] {
  const list: { file: string; fault: string }[] = JSON.parse(
    Deno.readTextFileSync(new URL("hostile/hostile.json", ROOT)),
  );
  return list.filter(({ file }) => pattern.test(file)).map(({ file, fault }) => ({
    file,
    fault,
    bytes: Deno.readFileSync(new URL(`hostile/${file}`, ROOT)),
  }));
}
