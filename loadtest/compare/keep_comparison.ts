import { readRequestMillis } from "../capacity/comparison_terms.ts";
import { formOf } from "../cluster/service_form.ts";
import type { LoadCluster } from "../cluster/open_cluster.ts";
import { readAutoscalers } from "../cluster/pods.ts";
import { LoadError } from "../k6_run.ts";
import { hpaSettingsOf, kpaSettingsOf } from "../simulate/recorded_settings.ts";
import type { Recording } from "../simulate/recording.ts";
import type { Comparison } from "./comparison.ts";
import { comparisonHtml, comparisonPicture } from "./comparison_page.ts";
import { runFigures } from "./run_figures.ts";

/** Size of the picture, as `comparisonPicture` draws it. */
const PICTURE_SIZE = "744,436";

/** Programs that can turn a picture of lines into one of pixels. */
const BROWSERS = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/**
 * Writes a comparison, as data, page and picture.
 *
 * @param comparison The comparison, also an unfinished one.
 * @param folder Where to.
 */
export async function writeComparison(comparison: Comparison, folder: string): Promise<void> {
  await Deno.mkdir(folder, { recursive: true });
  await Deno.writeTextFile(`${folder}/comparison.json`, JSON.stringify(comparison, null, 1));
  await Deno.writeTextFile(`${folder}/comparison.html`, comparisonHtml(comparison));
  await Deno.writeTextFile(`${folder}/comparison.svg`, comparisonPicture(comparison));
}

/**
 * Reads an interrupted comparison.
 *
 * @param folder Where it was written.
 * @param load The load of the one that is to go on.
 * @returns What it had measured.
 * @throws {LoadError} If there is none, or it had another load.
 */
export async function readComparison(
  folder: string,
  load: Readonly<Record<string, string>>,
): Promise<Comparison> {
  const file = `${folder}/comparison.json`;
  let comparison: Comparison;
  try {
    comparison = JSON.parse(await Deno.readTextFile(file));
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    throw new LoadError(`Cannot resume as ${file} must exist: it does not`, { cause: error });
  }
  const [earlier, wanted] = [comparison.load, load].map((env) => JSON.stringify(env));
  if (earlier === wanted) return comparison;
  throw new LoadError(
    `Cannot resume as the load must be that of ${file}, ${earlier}: is ${wanted}`,
  );
}

/**
 * Draws the picture in pixels, for readers that show no SVG; without a browser it is left as it was.
 *
 * @param folder Folder of `comparison.svg`, where `comparison.png` goes; with its whole path.
 * @returns Whether it was drawn.
 */
export async function drawPicture(folder: string): Promise<boolean> {
  for (const browser of BROWSERS) {
    try {
      const { success } = await new Deno.Command(browser, {
        args: [
          "--headless",
          "--no-sandbox",
          "--disable-gpu",
          "--hide-scrollbars",
          "--force-device-scale-factor=2",
          `--window-size=${PICTURE_SIZE}`,
          `--screenshot=${folder}/comparison.png`,
          `file://${folder}/comparison.svg`,
        ],
        stdin: "null",
        stdout: "null",
        stderr: "null",
      }).output();
      if (success) return true;
    } catch (error) {
      // A program that is not there could not be permitted by its name either.
      if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotCapable) {
        continue;
      }
      throw error;
    }
  }
  return false;
}

/**
 * Keeps the last round of a comparison with the settings that its autoscalers had, and figures of the
 * rounds before.
 *
 * @param cluster The cluster that it was measured on.
 * @param options The stack's namespace, and the folder for the recordings, with a final slash.
 */
export async function writeRecordings(
  cluster: LoadCluster,
  comparison: Comparison,
  { namespace, folder }: { readonly namespace: string; readonly folder: URL },
): Promise<void> {
  const { runs, startedAt, load } = comparison;
  const last = Math.max(...runs.map(({ round }) => round));
  const requestMillis = await readRequestMillis(cluster, namespace);
  if (requestMillis === undefined) return;
  for (const { form, round, timeline } of runs) {
    if (round !== last) continue;
    const autoscaler = (await readAutoscalers(cluster.api, formOf(form, namespace))).at(-1);
    if (autoscaler === undefined) continue;
    const ofForm = runs.filter((run) => run.form === form);
    const before = ofForm.filter((run) => run.round !== last);
    const figures = runFigures(before.length > 0 ? before : ofForm, load);
    const common = { recordedAt: startedAt, load, requestMillis, figures };
    const recording: Recording = form === "knative"
      ? { form, ...common, settings: kpaSettingsOf(autoscaler), timeline }
      : { form, ...common, settings: hpaSettingsOf(autoscaler), timeline };
    const text = `${JSON.stringify(recording, null, 1)}\n`;
    await Deno.writeTextFile(new URL(`${form}.json`, folder), text);
  }
}
