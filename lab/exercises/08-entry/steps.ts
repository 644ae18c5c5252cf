import { X509Certificate } from "node:crypto";
import { secretValues } from "../../../knative/deploy/cluster/secret_values.ts";
import type { Step } from "../../engine/exercise.ts";
import type { Place } from "../../engine/place.ts";
import { fault } from "../../engine/words.ts";
import { evalInside } from "../../looks/eval_inside.ts";
import { askEntry, type EntryAnswer, type EntryRequest } from "../../looks/entry.ts";

/** Name of the Ingress. */
export const INGRESS = "entry";

/** Host of the page and, below a path, of the API; host of MLflow. */
export const [HOST, MLFLOW_HOST] = ["diabetes.lab.test", "mlflow.lab.test"] as const;

const DAY_MS = 24 * 60 * 60_000;

/** A certificate that ends sooner is one that nobody renews. */
const LEAST_DAYS = 7;

/** Browsers forget a shorter promise between two visits, in s: 30 days. */
const LEAST_HSTS = 30 * 24 * 60 * 60;

/** Who has to answer what. */
const ROUTES: readonly { request: EntryRequest; from: string }[] = [
  { request: { host: HOST, path: "/", isSecure: true }, from: "page" },
  { request: { host: HOST, path: "/models/3", isSecure: true }, from: "page" },
  { request: { host: HOST, path: "/api", isSecure: true }, from: "api" },
  { request: { host: HOST, path: "/api/predict", isSecure: true }, from: "api" },
  { request: { host: HOST, path: "/apiary", isSecure: true }, from: "page" },
  { request: { host: MLFLOW_HOST, path: "/api/2.0/mlflow", isSecure: true }, from: "mlflow" },
];

interface Certificate {
  /** The server's. */
  readonly certificate: X509Certificate;
  /** What a client must trust, PEM. */
  readonly authority: string;
}

/**
 * Reads the certificate from its Secret, however it came there.
 *
 * @throws {LabFault} If there is none.
 */
export async function readCertificate(place: Place): Promise<Certificate> {
  const secret = await place.object("secrets", "entry-tls");
  const { "tls.crt": pem = "", "tls.key": key = "", "ca.crt": authority } = secretValues(secret);
  if (secret["type"] !== "kubernetes.io/tls" || pem === "" || key === "") {
    fault(
      "entry-tls n'est pas de type kubernetes.io/tls, ou n'a pas tls.crt et tls.key",
      "entry-tls is not of the type kubernetes.io/tls, or lacks tls.crt and tls.key",
    );
  }
  try {
    return { certificate: new X509Certificate(pem), authority: authority || pem };
  } catch (error) {
    return fault(`tls.crt : ${(error as Error).message}`, `tls.crt: ${(error as Error).message}`);
  }
}

/** Days until a certificate ends. */
export function daysLeft({ validTo }: X509Certificate): number {
  return Math.floor((Date.parse(validTo) - Date.now()) / DAY_MS);
}

/** Made by cert-manager or by hand: what counts is what it bears. */
export const certificateIsThere: Step = {
  id: "certificate",
  title: {
    fr: "Le certificat de entry-tls porte les deux noms, et dure",
    en: "The certificate of entry-tls bears both names, and lasts",
  },
  remedy:
    "kubectl get certificate,secret -n {namespace}; kubectl describe certificate entry -n {namespace}",
  async check(place) {
    const { certificate } = await readCertificate(place);
    for (const host of [HOST, MLFLOW_HOST]) {
      if (certificate.checkHost(host) === undefined) {
        fault(`il ne porte pas ${host}`, `it does not bear ${host}`);
      }
    }
    const days = daysLeft(certificate);
    if (days < LEAST_DAYS) fault(`il finit dans ${days} jours`, `it ends within ${days} days`);
    return { fr: `${days} jours`, en: `${days} days` };
  },
};

async function ask(place: Place, requests: readonly EntryRequest[]): Promise<EntryAnswer[]> {
  const { authority } = await readCertificate(place);
  return await askEntry(place, { ingress: INGRESS, authority }, requests);
}

/** As a browser does that trusts the authority. */
export const handshakeHolds: Step = {
  id: "tls",
  title: {
    fr: "Sous les deux noms, TLS s'ouvre avec ce certificat",
    en: "By both names TLS opens with this certificate",
  },
  remedy: "kubectl describe ingress entry -n {namespace}",
  async check(place) {
    const hosts = [HOST, MLFLOW_HOST];
    const answers = await ask(place, hosts.map((host) => ({ host, path: "/", isSecure: true })));
    for (const [at, { status, text }] of answers.entries()) {
      if (status === 0) fault(`${hosts[at]} : ${text}`, `${hosts[at]}: ${text}`);
    }
    return hosts.join(", ");
  },
};

/** Below /api is the API; /apiary only looks like it. */
export const routesLead: Step = {
  id: "routes",
  title: {
    fr: "La page, l'API sous /api et MLflow répondent, chacun à ce qui est à lui",
    en: "Page, API below /api and MLflow answer, each what belongs to it",
  },
  remedy: "kubectl describe ingress entry -n {namespace}",
  async check(place) {
    const answers = await ask(place, ROUTES.map(({ request }) => request));
    for (const [at, { request: { host, path }, from }] of ROUTES.entries()) {
      const { status, text } = answers[at]!;
      const who = /"from":"(\w+)"/.exec(text)?.[1];
      if (who === from) continue;
      if (status === 0) fault(`${host}${path} : ${text}`, `${host}${path}: ${text}`);
      const seen = who ?? `${status}`;
      fault(
        `${host}${path} mène à ${seen}, pas à ${from}`,
        `${host}${path} leads to ${seen}, not to ${from}`,
      );
    }
    return `${ROUTES.length}`;
  },
};

/** A password must not leave in the clear, not even once. */
export const plainIsSentAway: Step = {
  id: "redirect",
  title: { fr: "http renvoie vers https", en: "http is sent to https" },
  remedy: "kubectl get ingress entry -o yaml -n {namespace}",
  async check(place) {
    const [answer] = await ask(place, [{ host: HOST, path: "/api", isSecure: false }]);
    const { status, headers } = answer!;
    const to = headers["location"] ?? "";
    if (status < 301 || status > 308 || !to.startsWith(`https://${HOST}`)) {
      fault(`${status} ${to}`, `${status} ${to}`);
    }
    return `${status} ${to}`;
  },
};

/** Only what came by https may promise it: a browser ignores it otherwise, and a test inside would suffer. */
export const promiseIsMade: Step = {
  id: "hsts",
  title: {
    fr: "La page promet https (HSTS) à qui vient par https, et à personne d'autre",
    en: "The page promises https (HSTS) to who comes by https, and to nobody else",
  },
  remedy: "grep -n isSecure {work}/page.yaml",
  async check(place) {
    const [answer] = await ask(place, [{ host: HOST, path: "/", isSecure: true }]);
    const { status, headers, text } = answer!;
    if (status === 0) fault(text, text);
    const told = headers["strict-transport-security"] ?? "";
    const seconds = Number(/max-age=(\d+)/.exec(told)?.[1] ?? 0);
    if (seconds < LEAST_HSTS) fault(`elle dit « ${told} »`, `it says "${told}"`);
    const plain = await evalInside(
      place,
      "deployment/client",
      `const { headers } = await fetch("http://page-service:8501/");
       console.log(headers.get("strict-transport-security") ?? "");`,
    );
    if (plain.trim() !== "") {
      fault("elle le dit aussi en clair", "it says so in the clear, too");
    }
    return told;
  },
};
