/**
 * Every Secret of production gets new values under load: each is shown to be in use, and no request of a
 * client fails meanwhile.
 *
 * @module
 */
import { REFERENCE_TASK } from "@mlops/tasks";
import { deepEqual, equal, notEqual } from "node:assert/strict";
import { inPostgresPod } from "../deploy/cluster/postgres_query.ts";
import { secretValues } from "../deploy/cluster/secret_values.ts";
import { KEY_HOLDERS } from "../overlays/production/client_keys.ts";
import { API, ENTRY, entryAuthority, MLFLOW, Outside, PAGE } from "./outside_client.ts";
import { servedCertificate } from "./served_certificate.ts";
import { cluster, kubectl, NAMESPACE, until } from "./stack.ts";
import { type ClientWay, productionWays, underLoad } from "./steady_clients.ts";
import type { Step, Tell } from "./steps.ts";
import { deploy, runTask } from "./run_task.ts";

/** Clients that ask by each way meanwhile. */
const CLIENTS = 2;

const SAMPLE = JSON.stringify(REFERENCE_TASK.sample?.row);

/** Roles of Postgres with the Secret of their password, its key in there, and a database of theirs. */
const ROLES = [
  ["postgres", "postgres-admin", "ADMIN_PASSWORD", "postgres"],
  ["mlflow", "postgres-secret", "POSTGRES_PASSWORD", "mlflow"],
  ["predictions_owner", "predictions-owner", "PREDICTIONS_OWNER_PASSWORD", "predictions"],
  ["predictor", "predictions-secret", "PREDICTOR_PASSWORD", "predictions"],
  ["backup", "backup-secret", "BACKUP_PASSWORD", "mlflow"],
] as const;

/** Certificates of the entry, by host. */
const HOSTS = { "ui-tls": PAGE, "api-tls": API, "mlflow-tls": MLFLOW } as const;

async function valueOf(name: string, key: string): Promise<string> {
  const [secret] = await cluster.objects("secrets", [name]);
  return secretValues(secret)[key] ?? "";
}

/** Whether a role is let in by a password; over TLS, as nobody is asked for one inside the pod otherwise. */
async function letsIn(role: string, password: string, database: string): Promise<boolean> {
  const script = "read -r PGPASSWORD; export PGPASSWORD PGSSLMODE=require; " +
    `exec psql -h 127.0.0.1 -U ${role} -d ${database} -Atc "select 1"`;
  const args = inPostgresPod(NAMESPACE, ["bash", "-c", script], { hasInput: true });
  const { code } = await kubectl.call(args, `${password}\n`);
  return code === 0;
}

/** Secrets that get new values together, and what shows that they are in use. */
interface Rotation {
  readonly names: readonly string[];
  /**
   * Looks at how it is before.
   *
   * @param way A way by which clients ask, with the key that they have.
   * @returns Looks at how it is after it, and tells.
   */
  begin(way: ClientWay): Promise<(tell: Tell) => Promise<void>>;
}

const PASSWORDS: Rotation = {
  names: ROLES.map(([, secret]) => secret),
  async begin() {
    const old = await Promise.all(ROLES.map(([, secret, key]) => valueOf(secret, key)));
    return async (tell) => {
      for (const [index, [role, secret, key, database]] of ROLES.entries()) {
        const password = await valueOf(secret, key);
        notEqual(password, old[index]);
        deepEqual(
          [await letsIn(role, password, database), await letsIn(role, old[index] ?? "", database)],
          [true, false],
          `${role}: by the new password, by the old one`,
        );
      }
      tell(`${ROLES.map(([role]) => role).join(", ")}: let in by the new password alone`);
    };
  },
};

const CERTIFICATE: Rotation = {
  names: ["postgres-tls"],
  async begin() {
    const [before] = await cluster.objects("pods", ["--selector=app=postgres"]);
    const old = await valueOf("postgres-tls", "tls.crt");
    return async (tell) => {
      const [pod] = await cluster.objects("pods", ["--selector=app=postgres"]);
      equal(pod?.metadata.uid, before?.metadata.uid);
      const served = await servedCertificate(`${pod?.status["podIP"]}:5432`, {
        starttls: "postgres",
      });
      const wanted = (await valueOf("postgres-tls", "tls.crt")).trim();
      notEqual(wanted, old.trim());
      equal(served, wanted);
      tell("Postgres serves its new certificate, of a new authority, without a restart");
    };
  },
};

const KEYS: Rotation = {
  names: [...KEY_HOLDERS.map(({ name }) => `key-${name}`), "ui-secret"],
  begin({ headers }) {
    const old = headers["authorization"];
    return Promise.resolve(async (tell) => {
      notEqual((await cluster.credentialsOf("client"))["authorization"], old);
      await using outside = await Outside.open();
      for (const address of [`${PAGE}/api/predict`, `${API}/predict`]) {
        equal((await outside.ask(address, { as: "client", body: SAMPLE })).status, 200, address);
      }
      tell("clients ask with the old key all the time; the new one opens as well");
    });
  },
};

const SIGNING: Rotation = {
  names: ["model-signing"],
  async begin() {
    const before = await askVersion();
    return async (tell) => {
      // The pods are new ones by now.
      equal(await askVersion(), before);
      await runTask(["train:cluster"]);
      const version = await until("the version with the new signature", {
        seconds: 120,
        look: async () => {
          const answered = await askVersion();
          return Number(answered) > Number(before) ? answered : undefined;
        },
      });
      tell(`version ${before}, signed with the old key, is served by new pods; then ${version}`);
    };
  },
};

const ROTATIONS = [PASSWORDS, CERTIFICATE, KEYS, SIGNING];

async function askVersion(): Promise<string> {
  await using outside = await Outside.open();
  return (await outside.ask(`${API}/predict`, { as: "client", body: SAMPLE })).version;
}

/**
 * Lists the steps of a rotation.
 *
 * @param options The overlay, and what gives Secrets new values and says so.
 * @returns The steps.
 */
export function rotationSteps(
  { overlay, rotate }: {
    overlay: string;
    rotate: (names: readonly string[]) => Promise<string>;
  },
): Step[] {
  const loaded = async (tell: Tell, drill: (way: ClientWay) => Promise<void>) => {
    // Clients keep the key that they have now.
    const ways = await productionWays();
    await underLoad({ ways, clients: CLIENTS, tell }, () => drill(ways[0]!));
  };
  return [
    {
      id: "rotate",
      title: "every Secret gets new values under load",
      run: (tell) =>
        loaded(tell, async (way) => {
          const checks = await Promise.all(ROTATIONS.map((rotation) => rotation.begin(way)));
          tell(await rotate(ROTATIONS.flatMap(({ names }) => names)));
          const { seconds } = await deploy(overlay);
          tell(`deployed in ${seconds.toFixed(0)} s`);
          for (const check of checks) await check(tell);
        }),
    },
    {
      id: "rotate-entry",
      title: "the entry's certificates are issued anew under load",
      run: (tell) =>
        loaded(tell, async () => {
          const authority = await entryAuthority();
          for (const [name, address] of Object.entries(HOSTS)) {
            const host = new URL(address).host;
            const ask = () =>
              servedCertificate(`${ENTRY.hostname}:${ENTRY.port}`, { servername: host });
            const old = await ask();
            await issueAnew(name);
            await until(`another certificate of ${host}`, {
              seconds: 60,
              look: async () => await ask() === old ? undefined : true,
            });
          }
          equal(await entryAuthority(), authority);
          const hosts = Object.values(HOSTS).map((address) => new URL(address).host);
          tell(`${hosts.join(", ")}: another one each`);
        }),
    },
  ];
}

interface CertificateStatus {
  readonly conditions?: readonly { readonly type: string }[];
}

/** As `cmctl renew` does. */
async function issueAnew(name: string): Promise<void> {
  const [certificate] = await cluster.objects("certificates.cert-manager.io", [name]);
  const { conditions = [] } = (certificate?.status ?? {}) as CertificateStatus;
  const wanted = {
    type: "Issuing",
    status: "True",
    reason: "ManuallyTriggered",
    message: "rotated",
    lastTransitionTime: new Date().toISOString(),
  };
  const patch = {
    status: { conditions: [...conditions.filter(({ type }) => type !== "Issuing"), wanted] },
  };
  await kubectl.text("issue a certificate anew", [
    "patch",
    "certificates.cert-manager.io",
    name,
    "--subresource=status",
    "--type=merge",
    `--patch=${JSON.stringify(patch)}`,
    `--namespace=${NAMESPACE}`,
  ]);
}
