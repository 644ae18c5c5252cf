import type { Need } from "../engine/exercise.ts";

/** Prometheus' own checker, which comes with it. */
export const PROMTOOL: Need = {
  program: "promtool",
  remedy: {
    fr: "Il manque promtool, qui vient avec Prometheus : apt install prometheus, brew install " +
      "prometheus, ou l'archive de prometheus.io, dans le PATH",
    en: "promtool is missing, which comes with Prometheus: apt install prometheus, brew install " +
      "prometheus, or the archive of prometheus.io, on the PATH",
  },
};

/** How a test of rules ended. */
export interface RulesResult {
  /** Whether all that was expected came. */
  readonly holds: boolean;
  /** What promtool said if not: what was expected, and what came. */
  readonly said: string;
}

/**
 * Lets promtool run a test of rules, in a folder of its own.
 *
 * @param files Texts by name; `rules_test.yml` is the test, and names the others.
 * @returns How it ended.
 */
export async function testRules(
  files: Readonly<Record<string, string>>,
): Promise<RulesResult> {
  const folder = await Deno.makeTempDir({ prefix: "lab-rules-" });
  try {
    for (const [name, text] of Object.entries(files)) {
      await Deno.writeTextFile(`${folder}/${name}`, text);
    }
    const { success, stdout, stderr } = await new Deno.Command("promtool", {
      args: ["test", "rules", "rules_test.yml"],
      cwd: folder,
      stdin: "null",
    }).output();
    const said = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes)).join("\n");
    return { holds: success, said: told(said) };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Without the headings, in one line, and once what is said of each case. */
function told(text: string): string {
  const lines = text.split("\n").map((line) => line.trim());
  const said = lines.filter((line) =>
    line !== "" && !/^(Unit Testing|FAILED|SUCCESS)\b/.test(line)
  );
  return [...new Set(said)].join(" ");
}
