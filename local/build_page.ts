import { ProcessError } from "@mlops/processes";

/**
 * Builds the page, unless its sources are as they were at the last build.
 *
 * @param repository Folder of the repository, with a final slash.
 * @param logs Folder for what the build prints.
 * @throws {ProcessError} If the build fails; it says what it printed last.
 */
export async function buildPage(repository: string, logs: string): Promise<void> {
  const { code, stderr } = await new Deno.Command("deno", {
    args: ["task", "build:ui"],
    cwd: repository,
    stdin: "null",
    stdout: "null",
  }).output();
  if (code === 0) return;
  const logFile = `${logs}/build-ui.log`;
  const text = new TextDecoder().decode(stderr);
  await Deno.writeTextFile(logFile, text);
  throw new ProcessError("the build of the page", `it ended with exit code ${code}`, logFile, text);
}
