import { stringify } from "yaml";
import { say } from "../engine/words.ts";
import {
  type ExportedExercise,
  type ExportedFile,
  type ExportOptions,
  shellLines,
  stepCommand,
  stepText,
} from "./exported.ts";

/** Where `educates publish-workshop` puts the pages and tests, and a session gets them from. */
const IMAGE = "$(image_repository)/mlops-lab-files:$(workshop_version)";

/**
 * Writes the exercises as one workshop of Educates: `resources/workshop.yaml`, a page for each exercise,
 * and a test of its examiner for each step. The definition's schema is
 * `01-crds-workshop.yaml` of https://github.com/educates/educates-training-platform.
 *
 * @returns The files.
 */
export function educates(
  exercises: readonly ExportedExercise[],
  { language, repository }: ExportOptions,
): ExportedFile[] {
  const workshop = {
    apiVersion: "training.educates.dev/v1beta1",
    kind: "Workshop",
    metadata: { name: "mlops-lab" },
    spec: {
      title: language === "fr" ? "MLOps sur Kubernetes" : "MLOps on Kubernetes",
      description: language === "fr"
        ? "Une pile de prédiction, des données aux pods qui descendent à zéro"
        : "A prediction stack, from the data to pods that scale to zero",
      publish: { image: IMAGE },
      workshop: {
        files: [
          { image: { url: IMAGE }, includePaths: ["/workshop/**"] },
          { git: { url: repository, ref: "origin/main" }, path: "lab-source" },
        ],
      },
      session: {
        namespaces: { budget: "large" },
        applications: {
          terminal: { enabled: true, layout: "split" },
          editor: { enabled: true },
          console: { enabled: true },
          examiner: { enabled: true },
          // The lab's namespaces are the cluster's: each session has a cluster of its own.
          vcluster: { enabled: true },
        },
      },
    },
  };
  return [
    { path: "resources/workshop.yaml", text: stringify(workshop) },
    {
      path: "workshop/setup.d/10-deno.sh",
      // The session's user may not write below /usr; this is on its PATH.
      text: '#!/bin/bash\nnpm install --global --prefix "$HOME/.local" deno@2.9.6\n',
      isProgram: true,
    },
    ...exercises.flatMap((found) => page(found, language)),
  ];
}

function page(found: ExportedExercise, language: ExportOptions["language"]): ExportedFile[] {
  const { number, folder, exercise } = found;
  const tests = found.steps.map((step) => ({ step, name: `${folder}-${step.id}` }));
  const work = `lab-source/lab/work/${number}`;
  const parts = [
    `---\ntitle: ${JSON.stringify(`${number}. ${say(exercise.title, language)}`)}\n---\n`,
    say(exercise.goal, language),
    block("terminal:execute", {
      command: `cd ~/lab-source && deno task lab start ${number} --lang ${language}`,
    }),
    `\`\`\`sh\n${shellLines(found, language).join("\n")}\n\`\`\``,
    ...tests.flatMap(({ step, name }) => [
      stepText(step, { number, language, work }),
      block("examiner:execute-test", {
        name,
        title: say(step.title, language),
        timeout: 60,
        retries: 0,
      }),
    ]),
  ];
  return [
    { path: `workshop/content/${folder}.md`, text: `${parts.join("\n\n")}\n` },
    ...tests.map(({ step, name }) => ({
      path: `workshop/examiner/tests/${name}`,
      text: `#!/bin/bash\ncd ~/lab-source && ${stepCommand(number, step.id, language)}\n`,
      isProgram: true,
    })),
  ];
}

function block(kind: string, fields: Readonly<Record<string, unknown>>): string {
  return `\`\`\`${kind}\n${stringify(fields)}\`\`\``;
}
