import { ConfigError } from "@mlops/config";
import { deepEqual, throws } from "node:assert/strict";
import { readConfig } from "./config.ts";

function choose(args: readonly string[], folder = "/home/anna") {
  const env = (name: string) => name === "INIT_CWD" ? folder : undefined;
  const { isFresh, task, table } = readConfig(env, args, "/repo/");
  return { isFresh, model: task.model, target: task.target, table };
}

function faults(args: readonly string[]): readonly string[] {
  try {
    choose(args);
  } catch (error) {
    if (error instanceof ConfigError) return error.faults;
    throw error;
  }
  return [];
}

Deno.test("a relative path of a table begins where the caller stands", () => {
  deepEqual(choose(["--table", "data/penguins.csv", "--target=species"]), {
    isFresh: false,
    model: "penguins-species-model",
    target: "species",
    table: { source: "/home/anna/data/penguins.csv", trainArgs: [] },
  });
  deepEqual(choose(["--table=file:///data/a.csv", "--target", "y"]).table?.source, "/data/a.csv");
  const address = "https://example.com/tips.csv?raw=1";
  deepEqual(choose(["--table", address, "--target", "tip"]).table?.source, address);
});

Deno.test("flags that are not the stack's own go to the training, values and all", () => {
  const args = ["--n-estimators", "50", "--table", "a.csv", "--max-features=1.0", "--fresh"];
  const { isFresh, table } = choose([...args, "--target", "y", "--no-bootstrap"]);
  deepEqual([isFresh, table?.trainArgs], [
    true,
    ["--n-estimators", "50", "--max-features=1.0", "--no-bootstrap"],
  ]);
});

Deno.test("a table needs a target, a target a table, and both a value", () => {
  deepEqual(faults(["--table", "a.csv"]), ["--table must come with --target COLUMN: has none"]);
  deepEqual(faults(["--target", "y"]), ["--target must come with --table FILE: has none"]);
  deepEqual(faults(["--table", "a.csv", "--target"]), [
    "--target must have a value: has none",
    "--table must come with --target COLUMN: has none",
  ]);
  throws(() => choose(["penguins.csv"]), /arguments must be --fresh, or --table FILE --target/);
});
