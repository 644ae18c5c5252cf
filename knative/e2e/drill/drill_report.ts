import type { Taken } from "./run_drill.ts";

/** What a drill was of. */
export interface Tried {
  /** Steps in their order. */
  readonly taken: readonly Taken[];
  /** Ids of steps that were left out. */
  readonly left: readonly string[];
  /** The day, as 2026-11-30. */
  readonly day: string;
  /** Commit of the program. */
  readonly commit: string;
  /** What it ran on: names with their versions. */
  readonly versions: Readonly<Record<string, string>>;
}

/** Lines of a fault that are kept: its sentence, and what follows it at once. */
const FAULT_LINES = 6;

/**
 * Writes a drill down.
 *
 * @param tried What came of it.
 * @returns Markdown.
 */
export function drillReport({ taken, left, day, commit, versions }: Tried): string {
  const failed = taken.filter(({ fault }) => fault !== null);
  const seconds = taken.reduce((sum, step) => sum + step.seconds, 0);
  const held = failed.length === 0
    ? `All ${taken.length} steps held`
    : `${failed.length} of ${taken.length} steps did not hold: ${
      failed.map(({ id }) => `\`${id}\``).join(", ")
    }`;
  const rows = taken.map(({ id, title, seconds, fault }) =>
    `| \`${id}\` | ${title} | ${seconds.toFixed(0)} | ${fault === null ? "yes" : "NO"} |`
  );
  return `# A drill of production

Written by \`deno task drill:production\` on ${day}, at commit ${commit}. ${held}, in ${
    (seconds / 60).toFixed(0)
  } minutes.${
    left.length === 0 ? "" : ` Left out: ${left.map((id) => `\`${id}\``).join(", ")}.`
  } \`--only ID,…\` takes some steps alone.

${Object.entries(versions).map(([name, version]) => `- ${name} ${version}`).join("\n")}

| Step | What holds | Seconds | Held |
| --- | --- | --: | --- |
${rows.join("\n")}

## What was seen

${taken.map(sectionOf).join("\n\n")}
`;
}

function sectionOf({ title, seen, fault }: Taken): string {
  const lines = [
    ...seen,
    ...fault === null ? [] : [`not so: ${fault.split("\n").slice(0, FAULT_LINES).join(" ")}`],
  ];
  // Markdown and HTML of what a cluster said stay text.
  const items = lines.map((line) => `- ${line.replaceAll(/[\\`*_<>[\]|]/g, "\\$&")}`);
  return [`### ${title[0]?.toUpperCase()}${title.slice(1)}`, "", ...items].join("\n");
}
