import { formatKeys, parseKeys } from "@mlops/rights";
import type { Injury } from "../../engine/exercise.ts";
import { askMlflow, promoteBadModel } from "../../looks/registry.ts";
import { APPROVE, MAKE_KEY } from "./commands.ts";

/** What can be broken once the ward teaches the model. */
export const INJURIES: readonly Injury[] = [
  {
    id: "unheard",
    symptom: {
      fr: "Le service hospitalier prédit toujours, mais ses résultats ne comptent plus.",
      en: "The ward still predicts, but its outcomes do not count any more.",
    },
    async break(place) {
      const keys = parseKeys(await place.file("keys.json"));
      const lessened = keys.map((key) => ({ ...key, rights: ["predict", "read"] as const }));
      await Deno.writeTextFile(`${place.work}/keys.json`, formatKeys(lessened));
    },
    breaks: ["key"],
    hints: [
      {
        fr: "Que répond /feedback à cette clé : 401 ou 403 ? Ce n'est pas la même chose.",
        en: "What does /feedback answer to this key: 401 or 403? They are not the same.",
      },
      {
        fr: "deno task keys list --file {work}/keys.json : quels droits a-t-elle ?",
        en: "deno task keys list --file {work}/keys.json: which rights does it have?",
      },
    ],
    cure: [{ line: "rm {work}/keys.json" }, MAKE_KEY],
    explanation: {
      fr:
        "La clé avait perdu le droit feedback : 403, on sait qui parle et il n'en a pas le droit ; 401 " +
        "serait une clé inconnue. Chaque route a son droit, et le service relit le fichier en deux secondes.",
      en:
        "The key had lost the right feedback: 403, it is known who speaks and he may not; 401 would be " +
        "an unknown key. Each route has its right, and the service reads the file again within two seconds.",
    },
  },
  {
    id: "behind-your-back",
    symptom: {
      fr: "champion a changé cette nuit, et personne ne se souvient de l'avoir approuvé.",
      en: "champion has changed overnight, and nobody remembers having approved it.",
    },
    async break(place) {
      await askMlflow(place, promoteBadModel);
    },
    breaks: ["approved"],
    hints: [
      {
        fr: "curl '{predict}/audit?limit=5' : quel alias est parti où, et qui l'a dit ?",
        en: "curl '{predict}/audit?limit=5': which alias went where, and who told of it?",
      },
      {
        fr: "challenger est toujours la version que vous avez approuvée.",
        en: "challenger is still the version that you have approved.",
      },
    ],
    cure: [APPROVE],
    explanation: {
      fr:
        "Quelqu'un a déplacé l'alias dans MLflow. Le service a refusé cette version, qu'il ne peut pas " +
        "lire, et a gardé la précédente ; l'audit le note (alias_seen). Une version lisible, il l'aurait " +
        "servie : deux regards ne valent que si le registre, lui aussi, demande des droits.",
      en:
        "Somebody moved the alias in MLflow. The service refused this version, which it cannot read, " +
        "and kept the one before; the audit notes it (alias_seen). One that can be read it would have " +
        "served: a second look is worth something only if the registry, too, asks for rights.",
    },
  },
];
