import { freePort } from "@mlops/processes/free_port";

const REPOSITORY = new URL("../", import.meta.url).pathname;

/** A stack of the test's own: its folder, and ports that nobody uses. */
export interface StackPlace {
  /** Its ports. */
  readonly ports: {
    readonly ui: number;
    readonly api: number;
    readonly mlflow: number;
    readonly postgres: number;
  };
  /** Its folder. */
  readonly directory: string;
  /** What tells it so. */
  readonly env: Record<string, string>;
}

/** Makes a place for a stack. */
export async function stackPlace(): Promise<StackPlace> {
  const ports = { ui: freePort(), api: freePort(), mlflow: freePort(), postgres: freePort() };
  const directory = await Deno.makeTempDir({ prefix: "stack-" });
  const env = {
    STACK_DIR: directory,
    UI_PORT: `${ports.ui}`,
    API_PORT: `${ports.api}`,
    MLFLOW_PORT: `${ports.mlflow}`,
    POSTGRES_PORT: `${ports.postgres}`,
  };
  return { ports, directory, env };
}

/** Reads the command of a task of deno.json, with the files that it reads by `$(cat FILE)`. */
export async function taskCommand(name: string): Promise<string> {
  const { tasks } = JSON.parse(await Deno.readTextFile(`${REPOSITORY}deno.json`));
  let command: string = tasks[name].command;
  for (const [read, file] of command.matchAll(/\$\(cat (\S+)\)/g)) {
    command = command.replace(read, (await Deno.readTextFile(`${REPOSITORY}${file}`)).trim());
  }
  return command;
}

/** Starts a task of deno.json as it says, without the task runner in between, which would need a signal too. */
export async function startTask(
  name: string,
  env: Record<string, string>,
  args: readonly string[] = [],
): Promise<Deno.ChildProcess> {
  const [program = "", ...words] = (await taskCommand(name)).split(" ");
  return new Deno.Command(program, {
    args: [...words, ...args],
    cwd: REPOSITORY,
    env,
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
}

/** What a task printed and how it ended. */
export async function runTask(
  name: string,
  env: Record<string, string>,
  args: readonly string[] = [],
): Promise<{ code: number; stdout: string; stderr: string }> {
  const task = await startTask(name, env, args);
  const [status, stdout, stderr] = await Promise.all([
    task.status,
    new Response(task.stdout).text(),
    new Response(task.stderr).text(),
  ]);
  return { code: status.code, stdout, stderr };
}

/** Reads what a process prints, and waits for lines. */
export class PrintedLines {
  /** All that it printed so far. */
  text = "";
  readonly #reader: ReadableStreamDefaultReader<string>;

  constructor(private readonly process: Deno.ChildProcess) {
    this.#reader = process.stdout.pipeThrough(new TextDecoderStream()).getReader();
  }

  /**
   * Waits until it has printed a text.
   *
   * @throws {Error} If it ends before.
   */
  async until(text: string): Promise<string> {
    while (!this.text.includes(text)) {
      const { value, done } = await this.#reader.read();
      if (done) {
        const error = await new Response(this.process.stderr).text();
        throw new Error(`Ended before it printed "${text}": ${this.text}${error}`);
      }
      this.text += value;
    }
    return this.text;
  }

  /** Reads to the end, and waits for the process. */
  async end(): Promise<number> {
    while (true) {
      const { value, done } = await this.#reader.read();
      if (done) break;
      this.text += value;
    }
    await this.process.stderr.cancel();
    return (await this.process.status).code;
  }
}
