import { existsSync } from "@std/fs";
import { equal, ok, throws } from "node:assert/strict";
import { referenceTest, runPython } from "@mlops/testing/reference";
import { withinBounds } from "@mlops/testing/within_bounds";
import { PickleError } from "./pickle_error.ts";
import { PythonObject } from "./python_value.ts";
import { readPickle } from "./read_pickle.ts";
import { readSkops } from "./read_skops.ts";
import { describeGraph } from "./testdata/describe_graph.ts";
import { MODEL_GLOBALS } from "./testdata/model_globals.ts";

const GOLDEN = new URL("../../../shared/golden/models/", import.meta.url).pathname;

/** Byte faults and names; the others are faults of estimators, which this package does not know. */
const OF_ESTIMATORS =
  /^(laughs_text|deep_(tuple|mark|pipeline)|cycle_pipeline|proto_key|tree_|gb_|forest_|lr_|hgb_)/;

async function program(name: string): Promise<string> {
  return await Deno.readTextFile(new URL(`testdata/${name}`, import.meta.url));
}

function goldenFiles(name: string): string[] {
  return [...Deno.readDirSync(GOLDEN)].map((entry) => `${GOLDEN}${entry.name}/model/${name}`)
    .filter((path) => existsSync(path)).sort();
}

/** Compares token by token, as the whole is too long to be shown. */
function same(actual: readonly string[], expected: readonly string[], path: string): void {
  for (const [index, token] of expected.entries()) {
    equal(actual[index], token, `${path}, after ${expected.slice(Math.max(0, index - 9), index)}`);
  }
  equal(actual.length, expected.length, path);
}

referenceTest(
  "readPickle() reads every golden model into the graph that Python's own machine makes",
  ["python", "golden"],
  async () => {
    const paths = goldenFiles("model.pkl");
    ok(paths.length >= 114, `${paths.length}`);
    const described: Record<string, string[]> = JSON.parse(
      await runPython(await program("describe_graph.py"), { args: paths }),
    );
    for (const path of paths) {
      same(
        describeGraph(readPickle(await Deno.readFile(path), MODEL_GLOBALS)),
        described[path]!,
        path,
      );
    }
  },
);

referenceTest(
  "readPickle() reads values and estimators of every kind in the protocols 2 to 5",
  ["python"],
  async (t) => {
    const folder = await Deno.makeTempDir();
    const files: Record<string, string[]> = JSON.parse(
      await runPython(await program("make_pickles.py"), { args: [folder] }),
    );
    const described: Record<string, string[]> = JSON.parse(
      await runPython(await program("describe_graph.py"), { args: Object.values(files).flat() }),
    );
    for (const [name, paths] of Object.entries(files)) {
      equal(paths.length, 4);
      for (const path of paths) {
        await t.step(`${name}, ${path.slice(-5)}`, () => {
          const value = readPickle(Deno.readFileSync(path), MODEL_GLOBALS);
          same(describeGraph(value), described[path]!, path);
        });
      }
    }
    await Deno.remove(folder, { recursive: true });
  },
);

referenceTest("readSkops() reads every golden model", ["golden"], () => {
  const paths = goldenFiles("model.skops");
  ok(paths.length >= 10, `${paths.length}`);
  for (const path of paths) {
    const value = readSkops(Deno.readFileSync(path), MODEL_GLOBALS);
    ok(value instanceof PythonObject, path);
    ok(describeGraph(value).length > 30);
  }
});

referenceTest("hostile files are refused by their fault, in time", ["golden"], async (t) => {
  const faults: { file: string; fault: string }[] = JSON.parse(
    await Deno.readTextFile(`${GOLDEN}hostile/hostile.json`),
  );
  for (const { file, fault } of faults) {
    if (!/\.(pkl|skops)$/.test(file) || OF_ESTIMATORS.test(file)) continue;
    await t.step(`${file}: ${fault}`, () => {
      const bytes = Deno.readFileSync(`${GOLDEN}hostile/${file}`);
      const read = file.endsWith(".pkl") ? readPickle : readSkops;
      withinBounds({ ms: 300 }, () => {
        throws(() => read(bytes, MODEL_GLOBALS), (error: Error) => {
          ok(error instanceof PickleError, `${error.stack}`);
          // A fault in the list that is a name must be in the message.
          for (const name of fault.match(/^[\w.]+\.\w+$/) ?? []) ok(error.message.includes(name));
          return true;
        });
      }, file);
    });
  }
});
