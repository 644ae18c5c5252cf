import type { TarFile } from "@mlops/oci";
import { ApplyError } from "./apply_error.ts";
import type { RunCommand } from "./command.ts";
import type { Project } from "./project.ts";
import { requireOverlay } from "./require_overlay.ts";

/**
 * Opens the repository in which this program lies.
 *
 * @param root Its folder, with a final slash.
 * @param options Runs programs; `kubectl` renders overlays.
 * @returns The repository.
 */
export function openProject(
  root: string,
  { run, kubectl }: { run: RunCommand; kubectl: readonly [string, ...string[]] },
): Project {
  const deno = async (args: readonly string[]): Promise<string> => {
    const result = await run("deno", args);
    if (result?.code === 0) return result.stdout;
    const said = result === undefined ? "deno is not on the PATH" : result.stderr.trim();
    throw new ApplyError(`Cannot build images as "deno ${args.join(" ")}" must succeed: ${said}`);
  };
  return {
    readText: (path) => readText(root, path),
    readFiles: (path) => readFiles(root, path),
    async runTask(name) {
      await deno(["task", "--quiet", `--cwd=${root}`, name]);
    },
    async packagesOf(path) {
      const { modules }: { modules: Module[] } = JSON.parse(
        await deno(["info", "--json", `${root}${path}`]),
      );
      // A package with peers is named with them, `NAME@VERSION_PEER@VERSION`.
      const names = modules.flatMap(({ npmPackage }) => npmPackage?.match(/^@?[^@]+@[^_]+/) ?? []);
      return [...new Set(names.map((name) => `npm:${name}`))];
    },
    async render(name) {
      const [program, ...first] = kubectl;
      const folder = await requireOverlay(root, name);
      const result = await run(program, [...first, "kustomize", folder]);
      if (result?.code === 0) return result.stdout;
      throw new ApplyError(
        `Cannot render overlay "${name}" as kubectl kustomize must succeed: ${result?.stderr.trim()}`,
      );
    },
  };
}

interface Module {
  readonly npmPackage?: string;
}

async function readText(root: string, path: string): Promise<string> {
  try {
    return await Deno.readTextFile(`${root}${path}`);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    throw new ApplyError(`Cannot build image as "${path}" must exist: it does not`, {
      cause: error,
    });
  }
}

async function readFiles(root: string, path: string): Promise<TarFile[]> {
  const { isFile, isDirectory } = await stat(root, path);
  if (isFile) return [{ path, content: await Deno.readFile(`${root}${path}`) }];
  if (!isDirectory) return [];
  const files: TarFile[] = [];
  for await (const { name } of Deno.readDir(`${root}${path}`)) {
    files.push(...await readFiles(root, `${path}/${name}`));
  }
  return files;
}

async function stat(root: string, path: string): Promise<Deno.FileInfo> {
  try {
    return await Deno.stat(`${root}${path}`);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    throw new ApplyError(
      `Cannot build image as "${path}" must exist once it is built: it does not`,
      {
        cause: error,
      },
    );
  }
}
