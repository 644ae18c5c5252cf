import { parseArgs } from "node:util";

/** Flags that take a value, with the value that counts where they are not given. */
const VALUE_FLAGS = {
  "alias": "champion",
  "promote-if-better": "",
  "min-feedback": "0",
  "sources": "",
  "workers": "auto",
  "n-estimators": "100",
  "max-depth": "10",
  "min-samples-split": "5",
  "min-samples-leaf": "2",
  "max-features": "sqrt",
  "random-state": "42",
  "test-size": "0.2",
  "shards": "",
  "shard": "",
  "training": "",
  "table": "",
  "query": "",
  "target": "",
  "task": "",
  "schema": "",
  "schema-out": "",
  "decimal": "",
  "model": "",
  "estimator": "",
  "cv": "",
  "search": "",
  "criterion": "",
  "min-weight-fraction-leaf": "",
  "max-leaf-nodes": "",
  "min-impurity-decrease": "",
  "max-samples": "",
  "ccp-alpha": "",
  "class-weight": "",
  "monotonic-cst": "",
};

/** Flags that are on or off; `--no-NAME` turns one off. */
const SWITCHES = {
  "approve": false,
  "bootstrap": true,
  "describe": false,
  "force": false,
  "from-feedback": false,
  "help": false,
  "oob-score": false,
  "single-input": false,
};

/** Values of all flags, as text. */
export type FlagValues = typeof VALUE_FLAGS;
/** States of all switches. */
export type SwitchStates = typeof SWITCHES;

/** What a command line says. */
export interface ParsedFlags {
  /** Every flag's value, given or not. */
  readonly values: FlagValues;
  /** Every switch's state, given or not. */
  readonly switches: SwitchStates;
  /** Flags and switches that were given. */
  readonly given: ReadonlySet<string>;
  /** What is wrong, one sentence each. */
  readonly faults: string[];
}

/**
 * Parses the command line.
 *
 * @param args Arguments of the program.
 * @returns Every flag, given or not, and everything that is no flag, misses its value or has none to
 * have, one sentence each.
 */
export function parseFlags(args: readonly string[]): ParsedFlags {
  const values = { ...VALUE_FLAGS };
  const switches = { ...SWITCHES };
  const given = new Set<string>();
  const faults: string[] = [];
  for (const token of tokensOf(args)) {
    if (token.kind === "option-terminator") continue;
    if (token.kind === "positional") {
      faults.push(`arguments must be flags: is "${token.value}"`);
      continue;
    }
    const { name, value } = token;
    const positive = name.replace(/^no-/, "");
    if (isKeyOf(VALUE_FLAGS, name)) {
      if (!value) faults.push(`--${name} must have a value: has none`);
      else {
        values[name] = value;
        given.add(name);
      }
    } else if (isKeyOf(SWITCHES, positive)) {
      if (value !== undefined) faults.push(`--${name} must have no value: has "${value}"`);
      else {
        switches[positive] = positive === name;
        given.add(positive);
      }
    } else {
      faults.push(`flags must be known (see --help): is "${token.rawName}"`);
    }
  }
  return { values, switches, given, faults };
}

function tokensOf(args: readonly string[]) {
  const options = {
    ...Object.fromEntries(Object.keys(VALUE_FLAGS).map((name) => [name, { type: "string" }])),
    ...Object.fromEntries(Object.keys(SWITCHES).map((name) => [name, { type: "boolean" }])),
  } as Record<string, { type: "string" | "boolean" }>;
  // Strict parsing stops at its first fault; all of them are wanted.
  return parseArgs({ args: [...args], options, strict: false, allowNegative: true, tokens: true })
    .tokens;
}

function isKeyOf<T extends object>(object: T, key: string): key is Extract<keyof T, string> {
  return Object.hasOwn(object, key);
}
