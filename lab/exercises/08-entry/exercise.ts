import type { Exercise } from "../../engine/exercise.ts";
import { CERT_MANAGER, INGRESS_CONTROLLER, KNATIVE } from "../../looks/cluster_needs.ts";
import { podsAreReady } from "../../looks/workload.ts";
import { entryInBothForms } from "./entry_in_both_forms.ts";
import { INJURIES } from "./injuries.ts";
import { QUESTIONS } from "./questions.ts";
import {
  certificateIsThere,
  handshakeHolds,
  plainIsSentAway,
  promiseIsMade,
  routesLead,
} from "./steps.ts";

const exercise: Exercise = {
  title: { fr: "L'entrée : Ingress et TLS", en: "The entry: Ingress and TLS" },
  minutes: 40,
  goal: {
    fr:
      "une seule entrée pour la page, l'API et MLflow, par hôte et par chemin (l'API sous /api), avec un " +
      "certificat qui se renouvelle, un renvoi de http vers https et HSTS. Des remplaçants légers, sous les noms et ports " +
      "des exercices 2 et 4, disent qui a été demandé : vos fichiers vont aussi aux vrais.",
    en:
      "one entry for page, API and MLflow, by host and by path (the API below /api), with a certificate " +
      "that renews itself, a redirect from http to https, and HSTS. Light stand-ins, by the names and ports of exercises 2 and " +
      "4, say who was asked: your files fit the real ones, too.",
  },
  places: ["cluster"],
  needs: [INGRESS_CONTROLLER, KNATIVE, {
    ...CERT_MANAGER,
    otherwise: {
      fr: "sans lui, kubectl refuse certificate.yaml, et un Secret fait à la main suffit : le " +
        "deuxième indice, deno task lab hint 8",
      en: "without it kubectl refuses certificate.yaml, and a Secret made by hand will do: the " +
        "second hint, deno task lab hint 8",
    },
  }],
  beginsWith: ["client.yaml"],
  steps: [
    podsAreReady("page"),
    certificateIsThere,
    handshakeHolds,
    routesLead,
    plainIsSentAway,
    promiseIsMade,
  ],
  hints: [
    {
      fr: "kubectl get ingressclass dit qui sert les Ingress ici : contour, nginx, traefik…",
      en: "kubectl get ingressclass says who serves Ingresses here: contour, nginx, traefik…",
    },
    {
      fr:
        "Sans cert-manager, un Secret fait à la main suffit : openssl req -x509 -newkey ec -pkeyopt " +
        "ec_paramgen_curve:prime256v1 -nodes -days 90 -subj /CN=diabetes.lab.test -addext " +
        "basicConstraints=critical,CA:FALSE -addext subjectAltName=DNS:diabetes.lab.test," +
        "DNS:mlflow.lab.test -keyout key.pem -out cert.pem, puis kubectl create secret tls entry-tls " +
        "--cert=cert.pem --key=key.pem -n {namespace}.",
      en:
        "Without cert-manager a Secret made by hand will do: openssl req -x509 -newkey ec -pkeyopt " +
        "ec_paramgen_curve:prime256v1 -nodes -days 90 -subj /CN=diabetes.lab.test -addext " +
        "basicConstraints=critical,CA:FALSE -addext subjectAltName=DNS:diabetes.lab.test," +
        "DNS:mlflow.lab.test -keyout key.pem -out cert.pem, then kubectl create secret tls entry-tls " +
        "--cert=cert.pem --key=key.pem -n {namespace}.",
    },
    {
      fr:
        "La stack a la sienne : knative/overlays/production/entry, et ses certificats dans cert-manager " +
        "à côté.",
      en:
        "The stack has its own: knative/overlays/production/entry, and its certificates in cert-manager " +
        "beside it.",
    },
    {
      fr: "mlflow.lab.test, entry-tls, /api, Prefix, page-service, 5000 ; true, authority, " +
        "diabetes.lab.test, 720h, authority ; x-forwarded-proto, strict-transport-security.",
      en: "mlflow.lab.test, entry-tls, /api, Prefix, page-service, 5000; true, authority, " +
        "diabetes.lab.test, 720h, authority; x-forwarded-proto, strict-transport-security.",
    },
  ],
  commands: [
    { line: "kubectl apply -f {work} -n {namespace}" },
    { line: "kubectl rollout status deployment/page --timeout=180s -n {namespace}" },
  ],
  injuries: INJURIES,
  questions: QUESTIONS,
  compare: entryInBothForms,
};

export default exercise;
