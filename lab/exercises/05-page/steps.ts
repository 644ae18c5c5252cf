import type { Step } from "../../engine/exercise.ts";
import type { Place } from "../../engine/place.ts";
import { fault, type Words } from "../../engine/words.ts";
import { championOf, PATIENTS } from "../../looks/api.ts";

/** What to look at where the page runs in a terminal. */
const ITS_TERMINAL: Words = {
  fr: "votre page tourne-t-elle, dans un terminal à part ? que dit-elle là ?",
  en: "does your page run, in a terminal of its own? what does it say there?",
};

/** It is there at all. */
export const pageShows: Step = {
  id: "page",
  title: {
    fr: "La page s'affiche, avec ses huit champs",
    en: "The page shows, with its eight fields",
  },
  remedy: "kubectl logs deployment/page -n {namespace}",
  remedyHere: ITS_TERMINAL,
  async check(place) {
    const fields = (await readPage(place)).match(/<input /g)?.length ?? 0;
    if (fields !== 8) fault(`${fields} champs`, `${fields} fields`);
    return `${fields}`;
  },
};

/** What the workshop's green light says. */
export const pageKnowsModel: Step = {
  id: "light",
  title: {
    fr: 'La page dit "API connectée — modèle chargé"',
    en: 'The page says "API connectée — modèle chargé"',
  },
  remedy: "kubectl get deployment page -o yaml -n {namespace}",
  remedyHere: ITS_TERMINAL,
  async check(place) {
    const state = /<p id="state">(.*?)<\/p>/.exec(await readPage(place))?.[1] ?? "";
    if (state !== "API connectée — modèle chargé") fault(state, state);
    return "";
  },
};

/** The form's values reach the API by their names, and its answer comes back. */
export const pagePredicts: Step = {
  id: "predict",
  title: {
    fr: "Le formulaire envoyé montre la probabilité du champion, pour deux patients",
    en: "The form, when sent, shows the champion's probability for two patients",
  },
  remedy: {
    fr:
      "ce que la page écrit en le demandant : l'adresse, la méthode et les huit noms sont-ils ceux de l'API ?",
    en:
      "what the page writes when it asks: are address, method and the eight names those of the API?",
  },
  async check(place) {
    const due = await championOf(place);
    const seen: string[] = [];
    for (const [at, patient] of PATIENTS.entries()) {
      const form = new FormData();
      for (const [name, value] of Object.entries(patient)) form.set(name, `${value}`);
      const page = await readPage(place, { method: "POST", body: form });
      const shown = /<output id="result">(.*?)<\/output>/.exec(page)?.[1] ?? "";
      const wanted = due?.[at];
      if (!/^[\d.]+ % — /.test(shown)) fault(shown || "rien", shown || "nothing");
      if (wanted !== undefined && !shown.startsWith(`${(100 * wanted).toFixed(1)} %`)) {
        const right = `${(100 * wanted).toFixed(1)} %`;
        fault(`${shown} au lieu de ${right}`, `${shown} in place of ${right}`);
      }
      seen.push(shown);
    }
    return seen.join(", ");
  },
};

async function readPage(place: Place, init: RequestInit = {}): Promise<string> {
  await using way = await place.forward("page-service", 8501);
  const response = await fetch(way.url, { ...init, signal: AbortSignal.timeout(10_000) }).catch(
    () => fault(`rien ne répond à ${way.url}`, `nothing answers at ${way.url}`),
  );
  const text = await response.text();
  if (!response.ok) fault(`elle répond ${response.status}`, `it answers ${response.status}`);
  return text;
}
