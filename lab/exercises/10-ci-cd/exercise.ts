import type { Exercise } from "../../engine/exercise.ts";
import { INJURIES } from "./injuries.ts";
import {
  actionsArePinned,
  endsAndIsAgreed,
  gateCatches,
  gateIsGreen,
  rightsAreFew,
  secretsStayOut,
  startsOnMain,
  tagIsTheCommit,
  waitsForEachOther,
} from "./steps.ts";
import { deliveryInBothForms } from "./delivery_in_both_forms.ts";

const exercise: Exercise = {
  title: { fr: "Livrer : CI/CD", en: "Delivering: CI/CD" },
  minutes: 25,
  goal: {
    fr:
      "un fichier de GitHub Actions qui livre ce qui arrive sur main : une porte qui vérifie, une image " +
      "nommée d'après le commit, staging, puis la production quand une personne est d'accord. Sans " +
      "cluster : le fichier est lu, et les commandes de sa porte sont essayées ici.",
    en:
      "a file for GitHub Actions that delivers what lands on main: a gate that checks, an image named " +
      "by the commit, staging, then production once a person agrees. Without a cluster: the file is " +
      "read, and its gate's commands are tried here.",
  },
  places: ["local"],
  steps: [
    startsOnMain,
    waitsForEachOther,
    rightsAreFew,
    actionsArePinned,
    tagIsTheCommit,
    secretsStayOut,
    endsAndIsAgreed,
    gateIsGreen,
    gateCatches,
  ],
  hints: [
    {
      fr: "Lisez de bas en haut : de quoi la production a-t-elle besoin (needs) ? Et ce job-là ?",
      en: "Read it from below: what does production need (needs)? And that job?",
    },
    {
      fr: "La stack a le sien : .github/workflows/deliver.yaml.",
      en: "The stack has one of its own: .github/workflows/deliver.yaml.",
    },
    {
      fr: "main ; read ; false ; github.sha ; 10 ; test ; gate ; write ; github.token ; image ; " +
        "staging ; production.",
      en: "main; read; false; github.sha; 10; test; gate; write; github.token; image; staging; " +
        "production.",
    },
  ],
  commands: [{ line: "deno test --no-config {work}/risk_test.ts" }],
  injuries: INJURIES,
  questions: [
    {
      number: "rebuild",
      after: "order",
      text: {
        fr: "Pourquoi staging et la production reçoivent-ils la même image, sans la refaire ?",
        en: "Why do staging and production get the same image, without building it again?",
      },
      choices: [
        { text: { fr: "Pour gagner du temps.", en: "To save time." } },
        {
          text: {
            fr: "Ce qui a été essayé est ce qui est livré, à l'octet près.",
            en: "What was tried is what is delivered, to the byte.",
          },
          isRight: true,
        },
        { text: { fr: "Le registre refuse les doublons.", en: "The registry refuses doubles." } },
      ],
      explanation: {
        fr:
          "Deux constructions du même commit peuvent différer : une dépendance, une image de base ont " +
          "changé entre les deux. On construit une fois et on promeut.",
        en:
          "Two builds of one commit can differ: a dependency, a base image changed in between. One " +
          "builds once and promotes.",
      },
    },
    {
      number: "latest",
      after: "tag",
      text: {
        fr: "Avec l'étiquette latest, kubectl set image redémarre-t-il les pods ? (oui/non)",
        en: "With the tag latest, does kubectl set image start new pods? (yes/no)",
      },
      accepts: /^(non|no)$/i,
      explanation: {
        fr:
          "Non : le Deployment n'a pas changé d'un caractère, alors Kubernetes ne fait rien. Et revenir " +
          "en arrière n'a pas de nom.",
        en:
          "No: not a character of the Deployment has changed, so Kubernetes does nothing. And the way " +
          "back has no name.",
      },
    },
  ],
  compare: deliveryInBothForms,
  comparesStack: true,
};

export default exercise;
