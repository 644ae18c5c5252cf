import type { Step } from "../../engine/exercise.ts";
import { fault } from "../../engine/words.ts";
import { askDatabase } from "../../looks/database.ts";

const KEYS = ["POSTGRES_DB", "POSTGRES_PASSWORD", "POSTGRES_USER"];

/** The Secret and its keys; the values are the learner's own business. */
export const secretHasKeys: Step = {
  id: "secret",
  title: {
    fr: "Le Secret postgres-secret a ses trois clés",
    en: "The Secret postgres-secret has its three keys",
  },
  remedy: "kubectl describe secret postgres-secret -n {namespace}",
  async check(place) {
    const secret = await place.object("secrets", "postgres-secret");
    const keys = Object.keys(secret["data"] ?? {});
    const missing = KEYS.filter((key) => !keys.includes(key)).join(", ");
    if (missing !== "") fault(`il manque ${missing}`, `${missing} missing`);
    return KEYS.join(", ");
  },
};

/** A pod may run on a folder of its own, and lose everything with it. */
export const dataIsOnTheClaim: Step = {
  id: "kept",
  title: {
    fr: "Les fichiers de la base sont sur le PVC",
    en: "The database's files are on the claim",
  },
  remedy: "kubectl get deployment postgres -o yaml -n {namespace}",
  async check(place) {
    const { spec } = await place.object("deployments", "postgres");
    const { spec: { volumes = [], containers = [] } } = spec["template"] as PodTemplate;
    const volume = volumes.find((it) => it.persistentVolumeClaim?.claimName === "postgres-pvc");
    const mount = containers.flatMap(({ volumeMounts = [] }) => volumeMounts)
      .find(({ name }) => name === volume?.name);
    if (volume === undefined || mount === undefined) {
      fault("aucun volume du pod n'est postgres-pvc", "no volume of the pod is postgres-pvc");
    }
    const folder = (await place.exec("deployment/postgres", ["sh", "-c", 'echo "$PGDATA"'])).trim();
    if (!folder.startsWith(mount.mountPath)) {
      fault(`la base écrit dans ${folder}`, `the database writes to ${folder}`);
    }
    return folder;
  },
};

interface PodTemplate {
  readonly spec: {
    readonly volumes?: readonly {
      readonly name: string;
      readonly persistentVolumeClaim?: { readonly claimName: string };
    }[];
    readonly containers?: readonly {
      readonly volumeMounts?: readonly { readonly name: string; readonly mountPath: string }[];
    }[];
  };
}

/** Through the Service and with the password, as MLflow will. */
export const psqlConnects: Step = {
  id: "psql",
  title: {
    fr: "psql se connecte par postgres-service, avec le mot de passe du Secret",
    en: "psql connects by postgres-service, with the Secret's password",
  },
  remedy: "kubectl logs deployment/postgres -n {namespace}",
  check: async (place) => `PostgreSQL ${await askDatabase(place, "show server_version")}`,
};
