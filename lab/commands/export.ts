import type { LabDeps } from "../engine/deps.ts";
import { stepsOf } from "../engine/run_steps.ts";
import { LabFault } from "../engine/words.ts";
import { educates } from "../export/educates.ts";
import type { ExportedExercise, ExportedFile, ExportOptions } from "../export/exported.ts";
import { killercoda } from "../export/killercoda.ts";

const PLATFORMS: Readonly<
  Record<string, (exercises: readonly ExportedExercise[], options: ExportOptions) => ExportedFile[]>
> = { killercoda, educates };

/**
 * Writes the exercises that need a cluster in the format of a lab platform.
 *
 * @param platform `killercoda` or `educates`.
 * @param folder Where to.
 * @param repository Address that learners clone this repository from.
 * @returns Exit code.
 * @throws {LabFault} If the platform is not known, or something is not said.
 */
export async function exportLab(
  { exercises, language, texts, print }: LabDeps,
  platform: string | undefined,
  folder: string | undefined,
  repository: string | undefined,
): Promise<number> {
  const write = PLATFORMS[platform ?? ""];
  if (write === undefined || folder === undefined || repository === undefined) {
    throw new LabFault({
      fr:
        "Il faut dire où et pour qui : deno task lab export killercoda|educates DOSSIER --repository URL",
      en:
        "Say where and for whom: deno task lab export killercoda|educates FOLDER --repository URL",
    });
  }
  const onCluster = exercises.filter(({ exercise }) => exercise.places.includes("cluster"));
  const files = write(
    await Promise.all(
      onCluster.map(async (found) => ({
        ...found,
        steps: await stepsOf(found, { kind: "cluster" }),
      })),
    ),
    { language, repository },
  );
  for (const { path, text, isProgram } of files) {
    const target = `${folder}/${path}`;
    await Deno.mkdir(target.slice(0, target.lastIndexOf("/")), { recursive: true });
    await Deno.writeTextFile(target, text, isProgram ? { mode: 0o755 } : {});
  }
  print(texts.exported(files.length, folder));
  return 0;
}
