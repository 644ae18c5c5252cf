import { deepEqual, match } from "node:assert/strict";
import { injure } from "./commands/break.ts";
import { check } from "./commands/check.ts";
import { compareForms } from "./commands/compare.ts";
import { reset } from "./commands/reset.ts";
import { start } from "./commands/start.ts";
import type { LabDeps } from "./engine/deps.ts";
import { begun, withExercise } from "./engine/progress.ts";
import { faultText, LANGUAGES } from "./engine/words.ts";
import { testedLab } from "./testing/tested_lab.ts";

/** What every command says, whatever it asked of the cluster. */
const SENTENCES = {
  refused: {
    en:
      /^No cluster answers kubectl \(The connection to the server localhost:8080 was refused\): start one or .*--local/,
    fr:
      /^Aucun cluster ne répond à kubectl \(The connection to the server localhost:8080 was refused\) : démarrez-en un ou .*--local/,
  },
  "not installed": {
    en: /^kubectl, which speaks to the cluster, is not installed: install it, or .*--local/,
    fr: /^kubectl, qui parle au cluster, n'est pas installé : installez-le, ou .*--local/,
  },
};

/** Runs a command to what it says in the end. */
async function said(command: Promise<number>, { language }: LabDeps): Promise<string> {
  return await command.then((code) => `exit code ${code}`, (error) => faultText(error, language));
}

for (const away of ["refused", "not installed"] as const) {
  for (const language of LANGUAGES) {
    Deno.test(`without a cluster (${away}) every command says so in a sentence: ${language}`, async () => {
      await using lab = await testedLab({ language });
      const { deps, cluster } = lab;
      cluster.away = away;
      const sentence = SENTENCES[away][language];
      const { exercises, work } = deps;
      for (const { number, exercise } of exercises) {
        if (!exercise.places.includes("cluster")) continue;
        const n = `${number}`;
        match(await said(start(deps, n, "cluster"), deps), sentence, `start ${n}`);
        deepEqual(await work.readProgress(), { exercises: {} });
        match(await said(reset(deps, n, "cluster"), deps), sentence, `reset ${n}`);
        await work.writeProgress(
          withExercise(await work.readProgress(), number, begun("cluster", deps.now(), undefined)),
        );
        await work.putBlanks(exercises.find((it) => it.number === number)!, language);
        for (const [name, command] of Object.entries({ check, compareForms, injure })) {
          match(await said(command(deps, n), deps), sentence, `${name} ${n}`);
        }
        await work.writeProgress({ exercises: {} });
        await work.remove(number);
        lab.printed();
      }
      // These take their figures from the deployed stack, wherever the exercise is done.
      for (const { number, exercise } of exercises.filter((it) => it.exercise.comparesStack)) {
        const [kind = "local"] = exercise.places;
        await work.writeProgress(
          withExercise(await work.readProgress(), number, begun(kind, deps.now(), undefined)),
        );
        match(await said(compareForms(deps, `${number}`), deps), sentence, `compare ${number}`);
      }
    });
  }
}
