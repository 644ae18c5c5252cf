import { deepEqual, equal } from "node:assert/strict";
import { referenceTest } from "@mlops/testing/reference";

const ROOT = new URL("../", import.meta.url).pathname;

referenceTest("actionlint finds no fault in the workflows", ["go"], async () => {
  const { code, stdout, stderr } = await new Deno.Command(`${ROOT}.ci/actionlint`, {
    args: ["-no-color"],
    cwd: ROOT,
    stdin: "null",
  }).output();
  const decoder = new TextDecoder();
  deepEqual([decoder.decode(stdout), code], ["", 0], decoder.decode(stderr));
});

Deno.test("every action of others is named by a commit, as a tag can be moved", async () => {
  const loose: string[] = [];
  for await (const { name } of Deno.readDir(`${ROOT}.github/workflows`)) {
    const text = await Deno.readTextFile(`${ROOT}.github/workflows/${name}`);
    for (const [, action = ""] of text.matchAll(/uses: (\S+)/g)) {
      if (!action.startsWith("./") && !/@[0-9a-f]{40}$/.test(action)) loose.push(action);
    }
  }
  equal(loose.join(", "), "");
});
