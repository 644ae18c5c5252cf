import { injuriesAt } from "../engine/at_place.ts";
import type { LabDeps } from "../engine/deps.ts";
import { furthestOf, type Progress } from "../engine/progress.ts";
import { say } from "../engine/words.ts";
import { escaped } from "./picture.ts";

/** Time between two pictures, in ms. */
const LOOK_MS = 2_000;

const STYLE = `
:root { color-scheme: light dark; --ink: #1c2024; --soft: #667; --line: #99a; --good: #1a7f37; --bad: #b3261e; --box: #fff; }
@media (prefers-color-scheme: dark) { :root { --ink: #e8eaed; --soft: #9aa; --line: #667; --good: #4ac26b; --bad: #ff7b72; --box: #1c2024; } }
body { font: 16px/1.45 system-ui, sans-serif; color: var(--ink); margin: 2rem; max-width: 80rem; }
ol { list-style: none; padding: 0; display: grid; gap: .4rem; }
li a { color: inherit; display: flex; gap: .7rem; padding: .3rem .5rem; border-radius: 6px; text-decoration: none; }
li a > span:first-child { width: 1rem; flex: none; }
li a[aria-current] { outline: 2px solid var(--good); }
small { color: var(--soft); }
#picture { overflow-x: auto; min-height: 12rem; }
svg rect { fill: var(--box); stroke: var(--line); stroke-width: 1.5; }
svg .ready rect { stroke: var(--good); } svg .waiting rect { stroke: var(--bad); stroke-width: 2.5; }
svg text { font: 13px system-ui, sans-serif; fill: var(--ink); } svg .kind { font-size: 11px; fill: var(--soft); }
svg .ready .kind { fill: var(--good); } svg .waiting .kind { fill: var(--bad); }
svg .arrow { fill: none; stroke: var(--line); stroke-width: 1.3; } svg .closing { stroke: var(--bad); stroke-dasharray: 5 4; }
@media (min-width: 70rem) { body { max-width: none; } main { display: grid; grid-template-columns: 24rem 1fr; gap: 2rem; align-items: start; } main > section { position: sticky; top: 0; } }
svg marker path { fill: var(--line); }`;

/**
 * Writes the page of the lab; the picture in it is looked up anew all the time.
 *
 * @param progress What is done.
 * @param chosen Number of the exercise whose namespace is drawn.
 * @returns HTML.
 */
export function pageHtml(
  { exercises, language, texts }: Pick<LabDeps, "exercises" | "language" | "texts">,
  progress: Progress,
  chosen: number,
): string {
  const items = exercises.map(({ number, exercise }) => {
    const { done, isPutAway } = furthestOf(progress, number) ?? {};
    const sign = done === undefined ? "·" : done.doneAt === undefined ? "…" : "✓";
    const steps = Object.values(done?.steps ?? {});
    const notes = [
      texts.minutes(exercise.minutes),
      ...isPutAway ? [`${number}` in progress.exercises ? texts.begunAnew : texts.putAway] : [],
      ...steps.length > 0 ? [texts.holdsOf(steps.filter(Boolean).length, steps.length)] : [],
      ...done?.doneAt !== undefined && injuriesAt(exercise, done.place).length > 0
        ? [texts.mendedOf(Object.keys(done.mended).length, injuriesAt(exercise, done.place).length)]
        : [],
    ];
    const current = number === chosen ? ' aria-current="page"' : "";
    return `<li><a href="/?exercise=${number}"${current}><span>${sign}</span><span>${number}. ${
      escaped(say(exercise.title, language))
    }<br><small>${escaped(notes.join(" · "))}</small></span></a></li>`;
  });
  return `<!doctype html><html lang="${language}"><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><link rel="icon" href="data:,"><title>${texts.pageTitle}</title><style>${STYLE}</style>
<h1>${texts.pageTitle}</h1><main><ol>${items.join("\n")}</ol>
<section><h2>${texts.pagePicture} <small>lab-${chosen}</small></h2><div id="picture" aria-live="off"></div></section></main>
<script>
const picture = document.getElementById("picture");
let shown = "";
async function look() {
  const answer = await fetch("/picture?exercise=${chosen}").catch(() => null);
  const text = answer?.ok ? await answer.text() : ${JSON.stringify(escaped(texts.pageGone))};
  if (text !== shown) picture.innerHTML = shown = text;
  setTimeout(look, ${LOOK_MS});
}
look();
</script></html>`;
}
