import type { Question } from "../../engine/exercise.ts";
import { daysLeft, readCertificate } from "./steps.ts";

/** What is asked about the entry. */
export const QUESTIONS: readonly Question[] = [
  {
    number: "prefix",
    after: "routes",
    text: {
      fr: "Un client demande https://diabetes.lab.test/api/predict. Quel chemin l'API voit-elle ?",
      en: "A client asks for https://diabetes.lab.test/api/predict. Which path does the API see?",
    },
    accepts: /^\/api\/predict$/,
    explanation: {
      fr:
        "/api/predict : un Ingress choisit d'après le chemin, il ne le coupe pas. Couper est une " +
        "annotation de chaque contrôleur ; un hôte par service s'en passe, et la stack fait ainsi " +
        "(knative/overlays/production/entry).",
      en:
        "/api/predict: an Ingress chooses by the path and does not cut it. To cut is an annotation of " +
        "each controller's own; a host for each service does without, and so does the stack " +
        "(knative/overlays/production/entry).",
    },
  },
  {
    number: "days",
    after: "certificate",
    text: {
      fr: "Dans combien de jours le certificat finit-il ? (kubectl get secret entry-tls -o " +
        "jsonpath='{.data.tls\\.crt}' -n {namespace} | base64 -d | openssl x509 -noout -enddate ; jours " +
        "entiers, sans celui qui est entamé)",
      en: "In how many days does the certificate end? (kubectl get secret entry-tls -o " +
        "jsonpath='{.data.tls\\.crt}' -n {namespace} | base64 -d | openssl x509 -noout -enddate; whole " +
        "days, without the one that is begun)",
    },
    expected: async (place) => `${daysLeft((await readCertificate(place)).certificate)}`,
    explanation: {
      fr:
        "cert-manager le renouvelle 30 jours avant (renewBefore), sans que personne y pense. Un Secret " +
        "fait à la main finit un dimanche.",
      en:
        "cert-manager renews it 30 days before (renewBefore), without anybody thinking of it. A Secret " +
        "made by hand ends on a Sunday.",
    },
  },
  {
    number: "knative-behind",
    after: "routes",
    text: {
      fr: "Pourquoi un Ingress ordinaire ne peut-il pas mener à un Service Knative ?",
      en: "Why can an ordinary Ingress not lead to a Knative Service?",
    },
    choices: [
      {
        text: {
          fr: "Le Service Kubernetes du même nom n'a pas de pods : il n'est qu'un autre nom de " +
            "l'ingress de Knative, qui veut l'hôte du Service.",
          en:
            "The Kubernetes Service of that name has no pods: it is but another name of Knative's " +
            "ingress, which wants the Service's host.",
        },
        isRight: true,
      },
      {
        text: {
          fr: "Un Service Knative n'accepte que des requêtes du cluster.",
          en: "A Knative Service takes requests from the cluster only.",
        },
      },
      {
        text: {
          fr: "Un Ingress ne connaît que le port 80.",
          en: "An Ingress knows port 80 only.",
        },
      },
    ],
    explanation: {
      fr:
        "Il est de type ExternalName. Pour un nom à soi, Knative a DomainMapping ; pour TLS, un réglage " +
        "du cluster avec cert-manager (external-domain-tls).",
      en:
        "It is of the type ExternalName. For a name of one's own Knative has DomainMapping; for TLS a " +
        "setting of the cluster with cert-manager (external-domain-tls).",
    },
  },
  {
    number: "first-time",
    after: "hsts",
    text: {
      fr:
        "Quelqu'un tape diabetes.lab.test pour la toute première fois. HSTS le protège-t-il déjà ? " +
        "(oui/non)",
      en:
        "Somebody types diabetes.lab.test for the very first time. Does HSTS protect them yet? (yes/no)",
    },
    accepts: /^(non|no)$/i,
    explanation: {
      fr:
        "Non : la promesse vient avec la première réponse par https. D'ici là seul le renvoi aide, et qui " +
        "est entre les deux peut l'enlever.",
      en:
        "No: the promise comes with the first answer by https. Until then the redirect alone helps, and " +
        "who is in between can take it away.",
    },
  },
];
