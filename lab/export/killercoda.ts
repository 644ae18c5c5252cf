import type { FoundExercise } from "../engine/discover.ts";
import { type Language, say } from "../engine/words.ts";
import { type ExportedFile, type ExportOptions, stepCommand, stepText } from "./exported.ts";

/**
 * Writes the exercises as scenarios of Killercoda: a folder each with `index.json`, a text for each step,
 * and a script that verifies it by `deno task lab check N --step ID`.
 *
 * @returns The files.
 */
export function killercoda(
  exercises: readonly FoundExercise[],
  options: ExportOptions,
): ExportedFile[] {
  return exercises.flatMap((found) => scenario(found, options));
}

function scenario(
  { number, folder, exercise }: FoundExercise,
  { language, repository }: ExportOptions,
): ExportedFile[] {
  const steps = exercise.steps.map(({ id, title }) => ({
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
    { path: `${folder}/intro.md`, text: intro(number, exercise, language) },
    { path: `${folder}/finish.md`, text: `deno task lab break ${number}\n` },
    {
      path: `${folder}/prepare.sh`,
      text: `#!/bin/bash
set -e
npm install --global deno@2.9.6
git clone --depth 1 ${repository} /root/lab
cd /root/lab
deno task --quiet lab start ${number} --lang ${language}
`,
      isProgram: true,
    },
    ...exercise.steps.flatMap((step) => [
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

function intro(
  number: number,
  { title, goal, commands }: FoundExercise["exercise"],
  language: Language,
): string {
  const lines = commands.filter(({ on }) => on !== "local").map(({ line }) =>
    line.replaceAll("{work}", `lab/work/${number}`).replaceAll("{namespace}", `lab-${number}`)
  );
  return `# ${say(title, language)}\n\n${
    say(goal, language)
  }\n\n\`\`\`sh\ncd /root/lab\nls lab/work/${number}\n${lines.join("\n")}\n\`\`\`\n`;
}
