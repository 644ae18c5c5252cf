import type { JSX } from "preact";
import type { WordCount } from "../browser/quality_report.ts";
import { useLocale } from "./LocaleContext.tsx";
import { sharesOf } from "./TwoHistograms.tsx";

/** Words that there is room for; the rest is summed up. */
const MAX_SHOWN = 6;

/**
 * Draws how often each word is there, in the training rows as a bar and in recent ones as a mark.
 *
 * @param props The words with their counts.
 * @returns A list, the most frequent first.
 */
export function WordShares({ words }: { readonly words: readonly WordCount[] }): JSX.Element {
  const { t, format } = useLocale();
  const yesNo = { true: t.csv.yes, false: t.csv.no };
  const training = sharesOf(words.map((word) => word.training));
  const recent = sharesOf(words.map((word) => word.recent));
  const isYesNo = words.every(({ word, kind }) => kind !== "word" || word in yesNo);
  const all = words.map(({ word, kind }, i) => ({
    name: kind === "word"
      ? isYesNo ? yesNo[word as "true"] : word
      : kind === "missing"
      ? t.form.missing
      : t.quality.unseen,
    training: training[i]!,
    recent: recent[i]!,
  })).sort((a, b) => Math.max(b.training, b.recent) - Math.max(a.training, a.recent));
  const shown = all.length <= MAX_SHOWN ? all : all.slice(0, MAX_SHOWN - 1);
  const rest = all.slice(shown.length);
  if (rest.length > 0) {
    shown.push({
      name: t.quality.others(format.number(rest.length)),
      training: rest.reduce((sum, word) => sum + word.training, 0),
      recent: rest.reduce((sum, word) => sum + word.recent, 0),
    });
  }
  const highest = Math.max(...shown.map((word) => Math.max(word.training, word.recent)), 1e-9);
  const width = (share: number) => `${(share / highest * 100).toFixed(2)}%`;
  return (
    <ul class="word-shares">
      {shown.map((word) => (
        <li key={word.name}>
          <span class="word-name" title={word.name}>{word.name}</span>
          <svg class="word-bar" aria-hidden="true" focusable="false">
            <rect class="training-bars" width={width(word.training)} height="100%" rx="2" />
            <rect class="recent-bar" width={width(word.recent)} y="35%" height="30%" rx="1" />
          </svg>
          <span class="word-figures">
            {format.percent(word.training)} → {format.percent(word.recent)}
          </span>
        </li>
      ))}
    </ul>
  );
}
