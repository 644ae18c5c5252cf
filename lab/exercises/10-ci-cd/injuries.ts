import type { Injury } from "../../engine/exercise.ts";
import type { Place } from "../../engine/place.ts";
import { FILE } from "./workflow.ts";

/** Changes the learner's file, wherever the text stands. */
async function change(place: Place, from: string | RegExp, to: string, name = FILE): Promise<void> {
  const text = await place.file(name);
  await Deno.writeTextFile(`${place.work}/${name}`, text.replace(from, to));
}

/** What can be broken in a delivery. */
export const INJURIES: readonly Injury[] = [
  {
    id: "always-green",
    symptom: {
      fr: "Depuis hier tout est vert, aussi ce qui ne marche pas : une erreur est en production.",
      en: "Since yesterday all is green, also what does not work: a mistake is in production.",
    },
    break: (place) => change(place, /(deno\S* test\b[^\n#]*?)(\s*(?:#.*)?)$/m, "$1 || true$2"),
    breaks: ["catches"],
    hints: [
      {
        fr: "Une commande échoue par son code de sortie. Qui le remplace par 0 ?",
        en: "A command fails by its exit code. Who replaces it by 0?",
      },
      { fr: "|| true, derrière les tests.", en: "|| true, behind the tests." },
    ],
    cure: [{ line: `sed -i.bak 's/ || true//' {work}/${FILE}` }],
    explanation: {
      fr:
        "« || true » rend toute commande verte : quelqu'un était pressé. Une porte se teste comme un " +
        "programme : on lui donne une erreur, et elle doit devenir rouge.",
      en:
        '"|| true" makes any command green: somebody was in a hurry. A gate is tested as a program is: ' +
        "give it a mistake, and it must turn red.",
    },
  },
  {
    id: "red-morning",
    symptom: {
      fr: "Rien ne se livre plus ce matin : la porte est rouge.",
      en: "Nothing is delivered this morning: the gate is red.",
    },
    break: (place) => change(place, ">= 0.7", "> 0.7", "risk.ts"),
    breaks: ["green"],
    hints: [
      {
        fr: "Lancez la même commande ici : deno test --no-config {work}/risk_test.ts.",
        en: "Run the same command here: deno test --no-config {work}/risk_test.ts.",
      },
      {
        fr: "riskOf(0.7) : la borne en fait-elle partie ?",
        en: "riskOf(0.7): is the bound in it?",
      },
    ],
    cure: [{ line: "sed -i.bak 's/> 0.7/>= 0.7/' {work}/risk.ts" }],
    explanation: {
      fr:
        "Le programme avait changé à la borne. La porte a fait son travail : on répare le programme, pas " +
        "la porte.",
      en:
        "The program had changed at the bound. The gate did its work: mend the program, not the gate.",
    },
  },
  {
    id: "someone-elses-code",
    symptom: {
      fr: "L'équipe de sécurité dit que du code inconnu peut tourner dans vos livraisons.",
      en: "The security team says that unknown code can run in your deliveries.",
    },
    break: (place) => change(place, /(actions\/checkout)@\w+/g, "$1@v4"),
    breaks: ["pins"],
    hints: [
      {
        fr: "Quelles lignes uses mènent à un nom que son auteur peut déplacer ?",
        en: "Which uses lines lead to a name that its author can move?",
      },
      {
        fr: "checkout@v4 est une étiquette ; 11bd71901bbe5b1630ceea73d27597364c9af683 un commit.",
        en: "checkout@v4 is a tag; 11bd71901bbe5b1630ceea73d27597364c9af683 is a commit.",
      },
    ],
    cure: [{
      line:
        `sed -i.bak 's/checkout@v4/checkout@11bd71901bbe5b1630ceea73d27597364c9af683/' {work}/${FILE}`,
    }],
    explanation: {
      fr:
        "Une étiquette comme v4 se déplace : qui prend le compte de l'auteur la pose sur autre chose, et " +
        "vos secrets avec. Un commit ne change pas.",
      en:
        "A tag like v4 can be moved: whoever takes the author's account puts it on something else, and " +
        "has your secrets. A commit does not change.",
    },
  },
];
