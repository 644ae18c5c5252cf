import { type Language, say } from "../engine/words.ts";
import {
  type ExportedExercise,
  type ExportedFile,
  type ExportOptions,
  shellLines,
  stepCommand,
  stepText,
} from "./exported.ts";

/**
 * Writes the exercises as scenarios of Killercoda: a folder each with `index.json`, a text for each step,
 * and a script that verifies it by `deno task lab check N --step ID`. Its fields are those of Killercoda's
 * own examples (https://github.com/killercoda/scenario-examples).
 *
 * @returns The files.
 */
export function killercoda(
  exercises: readonly ExportedExercise[],
  options: ExportOptions,
): ExportedFile[] {
  return exercises.flatMap((found) => scenario(found, options));
}

function scenario(
  found: ExportedExercise,
  { language, repository }: ExportOptions,
): ExportedFile[] {
  const { number, folder, exercise } = found;
  const steps = found.steps.map(({ id, title }) => ({
    title: say(title, language),
    text: `${id}.md`,
    verify: `verify-${id}.sh`,
  }));
  const index = {
    title: say(exercise.title, language),
    description: say(exercise.goal, language),
    details: {
      intro: { text: "intro.md", background: "prepare.sh" },
      steps,
      finish: { text: "finish.md" },
    },
    backend: { imageid: "kubernetes-kubeadm-1node" },
  };
  return [
    { path: `${folder}/index.json`, text: `${JSON.stringify(index, null, 2)}\n` },
    { path: `${folder}/intro.md`, text: intro(found, language) },
    { path: `${folder}/finish.md`, text: `deno task lab break ${number}\n` },
    {
      path: `${folder}/prepare.sh`,
      text: `#!/bin/bash
set -e
command -v npm >/dev/null || { apt-get update && apt-get install --yes npm; }
npm install --global deno@2.9.6
git clone --depth 1 ${repository} /root/lab
cd /root/lab
deno task --quiet lab start ${number} --lang ${language}
`,
      isProgram: true,
    },
    ...found.steps.flatMap((step) => [
      {
        path: `${folder}/${step.id}.md`,
        text: stepText(step, { number, language, work: `/root/lab/lab/work/${number}` }),
      },
      {
        path: `${folder}/verify-${step.id}.sh`,
        text: `#!/bin/bash\ncd /root/lab && ${stepCommand(number, step.id, language)}\n`,
        isProgram: true,
      },
    ]),
  ];
}

function intro(found: ExportedExercise, language: Language): string {
  const { title, goal } = found.exercise;
  const lines = ["cd /root/lab", `ls lab/work/${found.number}`, ...shellLines(found, language)];
  return `# ${say(title, language)}\n\n${say(goal, language)}\n\n\`\`\`sh\n${
    lines.join("\n")
  }\n\`\`\`\n`;
}
