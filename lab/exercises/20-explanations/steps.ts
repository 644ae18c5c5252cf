import type { Step } from "../../engine/exercise.ts";
import { fault } from "../../engine/words.ts";
import { explain, readReport } from "./report.ts";

/** Sums of some doubles may differ in their last bits. */
const TOLERANCE = 1e-6;

function isNear(a: number, b: number): boolean {
  return Math.abs(a - b) <= TOLERANCE;
}

/** The report is about this patient, by the model that is served now. */
const served: Step = {
  id: "served",
  title: {
    fr: "explanation.json dit la probabilité que le service donne aujourd'hui à ce patient",
    en: "explanation.json tells the probability that the service gives this patient today",
  },
  remedy: "cat {work}/explanation.json",
  async check(place) {
    const report = await readReport(place);
    const { probability } = await explain(place, report.patient);
    if (!isNear(report.probability, probability)) {
      fault(
        `${report.probability} au lieu de ${probability}`,
        `${report.probability} in place of ${probability}`,
      );
    }
    return probability.toFixed(4);
  },
};

/** Base and contributions add up to the probability. */
const sum: Step = {
  id: "sum",
  title: {
    fr: "La base et les huit contributions font exactement la probabilité",
    en: "The base and the eight contributions make exactly the probability",
  },
  remedy: {
    fr: "la somme part de base_value, ce que l'on sait sans rien savoir du patient",
    en: "the sum begins at base_value, what is known without knowing the patient",
  },
  async check(place) {
    const { sum, probability, base } = await readReport(place);
    if (!isNear(sum, probability)) {
      fault(`${sum} n'est pas ${probability}`, `${sum} is not ${probability}`);
    }
    return `${base.toFixed(4)} + ${(sum - base).toFixed(4)}`;
  },
};

/** The three strongest features are those that the service names for this patient. */
const strongest: Step = {
  id: "strongest",
  title: {
    fr: "Les trois valeurs qui pèsent le plus sont nommées, la plus forte d'abord",
    en: "The three values that weigh most are named, the strongest first",
  },
  remedy: {
    fr: "une contribution négative peut être la plus forte",
    en: "a negative contribution may be the strongest",
  },
  async check(place) {
    const report = await readReport(place);
    const due = (await explain(place, report.patient)).strongest.slice(0, 3);
    for (const [at, { feature, contribution }] of due.entries()) {
      const given = report.strongest[at];
      if (given?.feature === feature && isNear(given.contribution, contribution)) continue;
      const place = at + 1;
      fault(
        `au rang ${place} : ${given?.feature} ${given?.contribution} au lieu de ${feature} ${contribution}`,
        `at place ${place}: ${given?.feature} ${given?.contribution} in place of ${feature} ${contribution}`,
      );
    }
    return due.map(({ feature }) => feature).join(", ");
  },
};

/** The change that the report names leads to another level, as it says. */
const change: Step = {
  id: "change",
  title: {
    fr: "Le changement d'une seule valeur mène bien à un autre niveau de risque",
    en: "The change of a single value does lead to another risk level",
  },
  remedy: {
    fr: "nearest_change nomme la valeur (feature) et où elle va (to)",
    en: "nearest_change names the value (feature) and where it goes (to)",
  },
  async check(place) {
    const { patient, change: { feature, to, before, after } } = await readReport(place);
    const now = await explain(place, patient);
    const then = await explain(place, { ...patient, [feature]: to });
    const told = `${feature} ${patient[feature]} → ${to}: ${now.level} → ${then.level}`;
    if (now.level === then.level) fault(told, told);
    if (before !== now.level || after !== then.level) {
      fault(
        `le fichier dit ${before} → ${after}, le service ${now.level} → ${then.level}`,
        `the file says ${before} → ${after}, the service ${now.level} → ${then.level}`,
      );
    }
    return told;
  },
};

/** What holds once the report is written. */
export const STEPS = [served, sum, strongest, change] as const;
