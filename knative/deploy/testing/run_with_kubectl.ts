/** How a program is run. */
export interface ProgramRun {
  /** Its file. */
  readonly program: URL;
  readonly args: readonly string[];
  /** Permissions, but for kubectl and what else `programs` names. */
  readonly permissions: readonly string[];
  readonly programs?: readonly string[];
  /** Environment beside PATH and HOME. */
  readonly env?: Readonly<Record<string, string>>;
}

/** What kubectl prints where no cluster is configured, with its library's log before it. */
export const NO_CLUSTER = `#!/bin/sh
case "$*" in *"version --client"*) echo '{}'; exit 0 ;; esac
echo 'E1130 16:38:11.026725    3732 memcache.go:265] "Unhandled Error" err="…"' >&2
echo 'The connection to the server localhost:8080 was refused - did you specify the right host or port?' >&2
exit 1
`;

/**
 * Runs a program of the repository with a folder of its own as its home and at the front of its PATH.
 *
 * @param files Texts by name in that folder: a `kubectl`, and what it reads; without one there is none.
 * @returns Its exit code, and what it printed.
 */
export async function runWithKubectl(
  { program, args, permissions, programs = [], env = {} }: ProgramRun,
  files: Readonly<Record<string, string>>,
): Promise<{ code: number; stdout: string; stderr: string }> {
  const folder = await Deno.makeTempDir();
  try {
    for (const [name, text] of Object.entries(files)) {
      await Deno.writeTextFile(`${folder}/${name}`, text, { mode: 0o755 });
    }
    const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: [
        "run",
        "--quiet",
        "--no-check",
        "--no-prompt",
        `--allow-run=${["kubectl", ...programs].join(",")}`,
        ...permissions,
        program.pathname,
        ...args,
      ],
      // A kubectl of this machine lies in /usr/bin, too.
      env: { PATH: "kubectl" in files ? `${folder}:/usr/bin:/bin` : folder, HOME: folder, ...env },
      stdin: "null",
    }).output();
    const decoder = new TextDecoder();
    return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
