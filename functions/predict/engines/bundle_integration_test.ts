import { equal, ok } from "node:assert/strict";
import { STUMP_MODEL } from "../testing/stump_model.ts";

const MAIN = `
import { readOnnx } from "${new URL("read_onnx.ts", import.meta.url)}";
const [path, engine] = Deno.args;
const model = await readOnnx(await Deno.readFile(path), { engine });
const { values } = await model.predict({ nRows: 1, numbers: Float64Array.of(0, 1), texts: null });
console.log(model.engine, values[1]);
`;

async function runDeno(args: string[], cwd: string): Promise<{ code: number; text: string }> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), { args, cwd }).output();
  const decoder = new TextDecoder();
  return { code, text: code === 0 ? decoder.decode(stdout).trim() : decoder.decode(stderr) };
}

Deno.test("readOnnx() works in a bundle, with ONNX Runtime's .wasm beside it and no network", async () => {
  const source = await Deno.makeTempDir({ dir: new URL(".", import.meta.url).pathname });
  const bundle = await Deno.makeTempDir();
  try {
    await Deno.writeTextFile(`${source}/main.ts`, MAIN);
    await Deno.writeFile(`${bundle}/model.onnx`, STUMP_MODEL);
    const flags = ["--platform=deno", "--minify", "--code-splitting", `--outdir=${bundle}`];
    const { code, text } = await runDeno(["bundle", ...flags, `${source}/main.ts`], source);
    equal(code, 0, text);

    const run = [
      "run",
      "--no-config",
      "--no-remote",
      "--no-npm",
      "--no-prompt",
      "--deny-net",
      `--allow-read=${bundle}`,
      "main.js",
      "model.onnx",
    ];
    equal((await runDeno([...run, "native"], bundle)).text, "native 0.75");
    const without = await runDeno([...run, "onnxruntime"], bundle);
    equal(without.code, 1);
    ok(without.text.includes("ort-wasm-simd-threaded.wasm"), without.text);

    const wasm = "ort-wasm-simd-threaded.wasm";
    const dist = import.meta.resolve("onnxruntime-web/wasm");
    await Deno.copyFile(new URL(wasm, dist), `${bundle}/${wasm}`);
    equal((await runDeno([...run, "onnxruntime"], bundle)).text, "onnxruntime 0.75");
  } finally {
    await Deno.remove(source, { recursive: true });
    await Deno.remove(bundle, { recursive: true });
  }
});
