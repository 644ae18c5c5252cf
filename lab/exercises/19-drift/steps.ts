import type { Step } from "../../engine/exercise.ts";
import type { Place } from "../../engine/place.ts";
import { fault } from "../../engine/words.ts";
import { readJson } from "../../looks/read_json.ts";
import { askMlflow, runOf } from "../../looks/registry.ts";

/** Outcomes that are to be trained on. */
const ENOUGH = 100;

/** From this population stability index a drift is major. */
const MAJOR = 0.25;

/** Whose outcomes are trusted, as the log names it. */
const SOURCE = "key:ward";

/** Tells no outcome at all to the learner's own service: who may tell some is let in. */
async function knock(place: Place, key?: string): Promise<number> {
  await using way = await place.forward("ml-api-service", 8000);
  const response = await fetch(`${way.url}/feedback`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      ...key === undefined ? {} : { authorization: `Bearer ${key}` },
    },
    body: "[]",
    signal: AbortSignal.timeout(5_000),
  }).catch(() =>
    fault(
      `votre service ne répond pas (${way.url}) : tourne-t-il, dans un terminal à part ?`,
      `your service does not answer (${way.url}): does it run, in a terminal of its own?`,
    )
  );
  await response.body?.cancel();
  return response.status;
}

/** The ward may tell outcomes, strangers may not. */
export const key: Step = {
  id: "key",
  title: {
    fr: "La clé du service hospitalier peut dire des résultats, un inconnu non",
    en: "The ward's key may tell outcomes, a stranger may not",
  },
  remedy: "deno task keys list --file {work}/keys.json",
  async check(place) {
    const text = (await place.file("ward.key")).trim();
    const known = await knock(place, text);
    const stranger = await knock(place);
    const seen = `${known}, ${stranger}`;
    if (known !== 200) fault(`avec la clé : ${known}`, `with the key: ${known}`);
    if (stranger !== 401) fault(`sans clé : ${stranger}`, `without a key: ${stranger}`);
    return seen;
  },
};

/** What the learner's program writes. */
interface Report {
  /** Whom it has asked about. */
  readonly patients: number;
  /** Those that the drift was measured on. */
  readonly rows: number;
  /** What has drifted, each with its population stability index. */
  readonly drifted: readonly { readonly name: string; readonly psi: number }[];
}

/** The report names what has drifted. */
export const drift: Step = {
  id: "drift",
  title: {
    fr: "drift.json nomme ce qui a dérivé chez ces patients",
    en: "drift.json names what has drifted with these patients",
  },
  remedy: {
    fr: "cat {work}/drift.json ; /docs dit sur quelles lignes /drift mesure",
    en: "cat {work}/drift.json; /docs says which rows /drift measures",
  },
  async check(place) {
    const fields = ["patients", "rows", "drifted"] as const;
    const { patients, rows, drifted } = await readJson<Report>(place, "drift.json", fields);
    if (!(rows >= ENOUGH)) fault(`${rows} patients seulement`, `${rows} patients only`);
    if (rows !== patients) {
      fault(
        `mesurée sur ${rows} patients, dont ${patients} sont les vôtres`,
        `measured on ${rows} patients, of whom ${patients} are yours`,
      );
    }
    const seen = drifted.map(({ name, psi }) => `${name} ${psi.toFixed(2)}`).join(", ");
    if (!drifted.some(({ name }) => name === "Age") || drifted.some(({ psi }) => psi < MAJOR)) {
      fault(`il nomme : ${seen || "rien"}`, `it names: ${seen || "nothing"}`);
    }
    return seen;
  },
};

/** The challenger was trained on the ward's outcomes, and on nobody else's. */
export const sources: Step = {
  id: "sources",
  title: {
    fr: "challenger a été entraîné sur les résultats de ce service, et de personne d'autre",
    en: "challenger was trained on this ward's outcomes, and on nobody else's",
  },
  remedy: {
    fr: "MLflow, Models, diabetes-model, la version, son run : feedback_sources",
    en: "MLflow, Models, diabetes-model, the version, its run: feedback_sources",
  },
  check: (place) => askMlflow(place, async (client) => toldBy(await runOf(client, "challenger"))),
};

/** The champion is what somebody has approved. */
export const approved: Step = {
  id: "approved",
  title: {
    fr: "champion en vient aussi, et quelqu'un l'a approuvé",
    en: "champion comes of them too, and somebody has approved it",
  },
  remedy: {
    fr: "deno task approve diabetes-model VERSION, après avoir lu ses chiffres",
    en: "deno task approve diabetes-model VERSION, after reading its figures",
  },
  check: (place) =>
    askMlflow(place, async (client) => {
      const run = await runOf(client, "champion");
      toldBy(run);
      const by = run.tags["approved_by"];
      return by ?? fault("personne ne l'a approuvé", "nobody has approved it");
    }),
};

/** Says whose outcomes a run was trained on, if they are the ward's alone. */
function toldBy({ tags }: { readonly tags: Readonly<Record<string, string>> }): string {
  const [told = "", rows = "0"] = [tags["feedback_sources"], tags["feedback_rows"]];
  const names = told.split(",").map((it) => it.trim().split(" ")[0]);
  if (names.length !== 1 || names[0] !== SOURCE) {
    fault(`ses sources : ${told || "aucune"}`, `its sources: ${told || "none"}`);
  }
  if (Number(rows) < ENOUGH) fault(`${rows} résultats seulement`, `${rows} outcomes only`);
  return told;
}
