import { parseAllDocuments } from "yaml";
import type { Step } from "../../engine/exercise.ts";
import type { Place } from "../../engine/place.ts";
import { fault } from "../../engine/words.ts";
import { conditionOf } from "../../../knative/deploy/cluster/condition.ts";
import { secretValues } from "../../../knative/deploy/cluster/secret_values.ts";
import { evalInside } from "../../looks/eval_inside.ts";
import { livePods } from "../../looks/workload.ts";

/** Name of the Secret, of the sealed one, and of the file without its ending. */
export const NAME = "model-store";

/** The password that everybody has. */
const LEAKED = "spring-2024";

/** Beside `git/`: fingerprints of passwords that stood there in the clear, of which deleting undoes none. */
export const REPORT = "report.txt";

/**
 * Makes the fingerprint that a report names a password by, and that the Knative Service tells.
 *
 * @param password The password.
 * @returns Its SHA-256, in hexadecimal digits.
 */
export async function fingerprintOf(password: string): Promise<string> {
  const bytes = new TextEncoder().encode(password);
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toHex();
}

const SCOPES = [
  "sealedsecrets.bitnami.com/cluster-wide",
  "sealedsecrets.bitnami.com/namespace-wide",
];

/** Where the controller says whether it could open a sealed Secret, without opening it for anybody. */
const VERIFY =
  "/api/v1/namespaces/kube-system/services/http:sealed-secrets-controller:http/proxy/v1/verify";

interface SealedSecret {
  readonly kind?: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly spec: {
    readonly encryptedData?: Readonly<Record<string, string>>;
    readonly template?: {
      readonly metadata?: { readonly annotations?: Readonly<Record<string, string>> };
    };
  };
}

/**
 * Reads the sealed Secret of the learner's file.
 *
 * @throws {LabFault} If it is none.
 */
async function readSealed(place: Place): Promise<SealedSecret> {
  const text = await place.file(`git/${NAME}.yaml`);
  const [document] = parseAllDocuments(text);
  const object = document?.toJS() as SealedSecret | null;
  if (object?.kind !== "SealedSecret") {
    const kind = object?.kind ?? "–";
    return fault(`c'est un objet ${kind}`, `it is an object of kind ${kind}`);
  }
  return object;
}

/**
 * Reads the password that the cluster has now.
 *
 * @throws {LabFault} If there is none.
 */
export async function readPassword(place: Place): Promise<string> {
  const secret = await place.object("secrets", NAME);
  const { PASSWORD = "" } = secretValues(secret);
  if (PASSWORD === "") fault("il n'a pas de clé PASSWORD", "it lacks the key PASSWORD");
  return PASSWORD;
}

/** For this place and no other. */
export const fileIsSealed: Step = {
  id: "sealed",
  title: {
    fr: "git/model-store.yaml est scellé, pour cet espace de noms et ce nom",
    en: "git/model-store.yaml is sealed, for this namespace and this name",
  },
  remedy: "sh {work}/seal.sh {namespace}",
  async check(place) {
    const { metadata, spec } = await readSealed(place);
    if (metadata.name !== NAME || metadata.namespace !== place.namespace) {
      const where = `${metadata.namespace}/${metadata.name}`;
      fault(`il est pour ${where}`, `it is for ${where}`);
    }
    const annotations = { ...metadata.annotations, ...spec.template?.metadata?.annotations };
    const wide = SCOPES.find((name) => annotations[name] === "true");
    if (wide !== undefined) fault(`sa portée est ${wide}`, `its scope is ${wide}`);
    // An RSA block of 512 bytes, the length before it, and the ciphertext.
    const size = (spec.encryptedData?.["PASSWORD"] ?? "").length;
    if (size < 600) fault("PASSWORD n'est pas chiffré", "PASSWORD is not encrypted");
    return { fr: `${size} caractères`, en: `${size} characters` };
  },
};

/** What is committed is read by many, and for ever. */
export const nothingIsPlain: Step = {
  id: "plain",
  title: {
    fr: "Aucun fichier de git/ ne contient le mot de passe, ni en clair ni en base64",
    en: "No file of git/ holds the password, neither in the clear nor in base64",
  },
  remedy: "grep -rn 'kind: Secret' {work}/git",
  async check(place) {
    const password = await readPassword(place);
    const encoded = new TextEncoder().encode(password).toBase64();
    let files = 0;
    for await (const { name, isFile } of Deno.readDir(`${place.work}/git`)) {
      if (!isFile) continue;
      files++;
      const text = await place.file(`git/${name}`);
      if (text.includes(password) || text.includes(encoded)) {
        fault(`git/${name} le contient`, `git/${name} holds it`);
      }
    }
    return `${files}`;
  },
};

/** The controller has opened what stands in Git, and nobody else has written the Secret. */
export const controllerOpens: Step = {
  id: "synced",
  title: {
    fr: "Le contrôleur a ouvert ce qui est dans git/, et en a fait le Secret",
    en: "The controller has opened what is in git/, and has made the Secret of it",
  },
  remedy: "kubectl describe sealedsecret model-store -n {namespace}",
  async check(place) {
    const sealed = await place.object("sealedsecrets.bitnami.com", NAME);
    const { spec } = await readSealed(place);
    const live = sealed.spec["encryptedData"] as Record<string, string>;
    if (live["PASSWORD"] !== spec.encryptedData?.["PASSWORD"]) {
      fault("celui du cluster n'est pas celui de git/", "the cluster's is not that of git/");
    }
    const synced = conditionOf(sealed, "Synced");
    const seen = Number(sealed.status["observedGeneration"] ?? 0);
    if (synced?.status !== "True" || seen !== sealed.metadata.generation) {
      const why = synced?.message ?? "…";
      fault(why, why);
    }
    const { metadata } = await place.object("secrets", NAME);
    const { ownerReferences: owners = [] } = metadata;
    if (!owners.some(({ kind }) => kind === "SealedSecret")) {
      fault("le Secret n'est pas de lui", "the Secret is not of its making");
    }
    return "Synced";
  },
};

/** The name is sealed in: who copies the file under another one gets nothing. */
export const copyIsRefused: Step = {
  id: "scope",
  title: {
    fr: "Sous un autre nom, le contrôleur refuserait de l'ouvrir",
    en: "Under another name the controller would refuse to open it",
  },
  remedy: "kubeseal --validate <{work}/git/model-store.yaml",
  async check(place) {
    const sealed = await readSealed(place);
    const copy = { ...sealed, metadata: { ...sealed.metadata, name: "taken-along" } };
    const args = ["create", `--raw=${VERIFY}`, "--filename=-"];
    const refusal = await place.kubectl(args, JSON.stringify(copy)).then(
      () => undefined,
      (error: Error) => error.message,
    );
    if (refusal === undefined) fault("il l'ouvrirait", "it would open it");
    if (!/conflict/i.test(refusal)) fault(refusal, refusal);
    return "409 Conflict";
  },
};

/** What has been in the clear once is everybody's. */
export const passwordIsNew: Step = {
  id: "rotated",
  title: {
    fr: "Le mot de passe n'est plus celui que tout le monde a",
    en: "The password is no longer the one that everybody has",
  },
  remedy: "sh {work}/seal.sh {namespace}",
  async check(place) {
    const password = await readPassword(place);
    if (password === LEAKED) fault(`c'est ${LEAKED}`, `it is ${LEAKED}`);
    const report = await place.file(REPORT).catch(() => "");
    if (report.includes(await fingerprintOf(password))) {
      fault(`c'est celui de ${REPORT}`, `it is the one of ${REPORT}`);
    }
    if (password.length < 16) fault("il est trop court", "it is too short");
    return { fr: `${password.length} caractères`, en: `${password.length} characters` };
  },
};

/** A variable is set when its container starts, and never again. */
export const podsHaveIt: Step = {
  id: "used",
  title: {
    fr: "Les pods de reader ont le mot de passe d'aujourd'hui",
    en: "The pods of reader have today's password",
  },
  remedy: "kubectl rollout restart deployment/reader -n {namespace}",
  async check(place) {
    const password = await readPassword(place);
    const pods = await livePods(place, "app=reader");
    if (pods.length === 0) fault("il n'y en a pas", "there are none");
    const program = 'console.log(Deno.env.get("PASSWORD"))';
    for (const { metadata: { name } } of pods) {
      const has = (await evalInside(place, `pod/${name}`, program)).trim();
      if (has !== password) fault(`${name} a l'ancien`, `${name} has the old one`);
    }
    return `${pods.length}`;
  },
};
