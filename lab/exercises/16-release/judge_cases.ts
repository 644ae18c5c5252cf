/**
 * What pods of two Revisions might have counted, and what is to be decided of it; the learner's judge is
 * tried on them.
 *
 * @module
 */
import type { Words } from "../../engine/words.ts";

/** A case. */
export interface JudgeCase {
  /** What it is about. */
  readonly what: Words;
  /** `/metrics` of the old Revision. */
  readonly old: string;
  /** `/metrics` of the new one. */
  readonly fresh: string;
  /** What is to be decided. */
  readonly due: "wait" | "back" | "go";
}

const BOUNDS = [0.005, 0.05, 0.5, Infinity];

/** Writes what a pod says. */
function metrics(
  requests: Readonly<Record<string, number>>,
  { route = "/predict", bound = 0.05 }: { route?: string; bound?: number } = {},
): string {
  const all = Object.values(requests).reduce((sum, n) => sum + n, 0);
  const counters = Object.entries(requests).map(([status, n]) =>
    `predict_requests_total{route="${route}",status="${status}"} ${n}`
  );
  const buckets = BOUNDS.map((at) => {
    const le = at === Infinity ? "+Inf" : at;
    const n = at >= bound ? all : Math.floor(all / 2);
    return `predict_request_duration_seconds_bucket{route="${route}",le="${le}"} ${n}`;
  });
  return `${[...counters, ...buckets].join("\n")}\n`;
}

const usual = metrics({ "200": 1_990, "500": 10 });

/** The cases; each is decided wrongly by a judge that lacks one of its lines. */
export const JUDGE_CASES: readonly JudgeCase[] = [
  {
    what: { fr: "vingt prédictions, sans faute", en: "twenty predictions, without a fault" },
    old: usual,
    fresh: metrics({ "200": 20 }),
    due: "wait",
  },
  {
    what: {
      fr: "deux cents prédictions, à peu près aussi bonnes que celles de l'ancienne",
      en: "two hundred predictions, about as good as the old one's",
    },
    old: usual,
    fresh: metrics({ "200": 198, "500": 2 }),
    due: "go",
  },
  {
    what: { fr: "une sur quatre échoue", en: "one in four fails" },
    old: usual,
    fresh: metrics({ "200": 150, "503": 50 }),
    due: "back",
  },
  {
    what: {
      fr: "les deux échouent une fois sur dix : la base est en panne",
      en: "both fail one time in ten: the database is down",
    },
    old: metrics({ "200": 1_800, "500": 200 }),
    fresh: metrics({ "200": 180, "500": 20 }),
    due: "go",
  },
  {
    what: {
      fr: "un client envoie des patients incomplets, un autre pas de JSON : 422, 415",
      en: "a client sends incomplete patients, another no JSON: 422, 415",
    },
    old: usual,
    fresh: metrics({ "200": 160, "422": 20, "415": 20 }),
    due: "go",
  },
  {
    what: {
      fr: "la sonde a échoué pendant le démarrage",
      en: "the probe failed while it started",
    },
    old: usual,
    fresh: metrics({ "200": 200 }) + metrics({ "503": 80 }, { route: "/readyz", bound: 0.005 }),
    due: "go",
  },
  {
    what: { fr: "dix fois plus lente", en: "ten times slower" },
    old: usual,
    fresh: metrics({ "200": 200 }, { bound: 0.5 }),
    due: "back",
  },
];
