import type { Step } from "../../engine/exercise.ts";
import type { Place } from "../../engine/place.ts";
import { fault } from "../../engine/words.ts";
import { askDatabase } from "../../looks/database.ts";

/** Rows that are there to be lost. */
export const VISITS = 500;

/** Name of the newest file that counts as a backup, as the Jobs choose it. */
export const NEWEST = "ls /backups/*.dump 2>/dev/null | tail -n 1";

interface CronJobSpec {
  readonly schedule: string;
  readonly suspend?: boolean;
  readonly concurrencyPolicy?: string;
  readonly jobTemplate: {
    readonly spec: { readonly template: { readonly spec: { containers: Container[] } } };
  };
}

interface Container {
  readonly env?: readonly {
    readonly name: string;
    readonly value?: string;
    readonly valueFrom?: { readonly secretKeyRef?: { readonly name: string } };
  }[];
}

async function cronJob(place: Place): Promise<CronJobSpec> {
  return (await place.object("cronjobs", "backup")).spec as unknown as CronJobSpec;
}

/** Minute and hour are said, the rest is every day. */
export const runsEachDay: Step = {
  id: "schedule",
  title: {
    fr: "Le CronJob backup tourne une fois par jour, jamais deux à la fois",
    en: "The CronJob backup runs once a day, never two at a time",
  },
  remedy: "kubectl get cronjob backup -n {namespace}",
  async check(place) {
    const { schedule, suspend, concurrencyPolicy = "Allow" } = await cronJob(place);
    if (suspend === true) fault("il est suspendu", "it is suspended");
    if (!/^([0-5]?\d) ([01]?\d|2[0-3]) \* \* \*$|^@daily$/.test(schedule.trim())) {
      fault(`schedule vaut "${schedule}"`, `schedule is "${schedule}"`);
    }
    const hour = Number(/^\d+ (\d+) /.exec(schedule.trim())?.[1] ?? 0);
    if (hour > 6) {
      fault(
        `"${schedule}" est à ${hour} h, pas la nuit : la minute vient d'abord`,
        `"${schedule}" is at hour ${hour}, not at night: the minute comes first`,
      );
    }
    if (concurrencyPolicy !== "Forbid") {
      fault(
        `concurrencyPolicy vaut ${concurrencyPolicy}`,
        `concurrencyPolicy is ${concurrencyPolicy}`,
      );
    }
    return schedule;
  },
};

/** A password that stands in a CronJob stands in Git. */
export const passwordIsTheSecrets: Step = {
  id: "password",
  title: {
    fr: "Son mot de passe vient de postgres-secret",
    en: "Its password comes from postgres-secret",
  },
  remedy: "kubectl get cronjob backup -o yaml -n {namespace}",
  async check(place) {
    const { containers } = (await cronJob(place)).jobTemplate.spec.template.spec;
    const password = containers.flatMap(({ env = [] }) => env)
      .find(({ name }) => name === "PGPASSWORD");
    const from = password?.valueFrom?.secretKeyRef?.name;
    if (from !== "postgres-secret") {
      fault("PGPASSWORD ne vient pas de ce Secret", "PGPASSWORD does not come from that Secret");
    }
    return from;
  },
};

/** To be there is not enough: pg_restore must be able to read it to its end. */
export const newestIsReadable: Step = {
  id: "dump",
  title: {
    fr: "La sauvegarde la plus récente se lit jusqu'au bout, et contient la table visits",
    en: "The newest backup can be read to its end, and holds the table visits",
  },
  remedy: "kubectl exec deployment/shelf -n {namespace} -- ls -l /backups",
  async check(place) {
    const newest = (await place.exec("deployment/shelf", ["sh", "-c", `${NEWEST} || true`])).trim();
    if (newest === "") fault("il n'y en a pas", "there is none");
    // To SQL and away: the table of contents alone says nothing of the rows.
    const read = 'pg_restore --file /dev/null "$1" && pg_restore --list "$1"';
    const command = ["sh", "-c", read, "read", newest];
    const listed = await place.exec("deployment/shelf", command).catch((error: Error) =>
      fault(`${newest} : ${error.message}`, `${newest}: ${error.message}`)
    );
    if (!/TABLE DATA \S+ visits /.test(listed)) {
      fault(`${newest} n'a pas la table visits`, `${newest} lacks the table visits`);
    }
    return newest;
  },
};

/** The rows came back once, beside the real ones. */
export const backupIsProved: Step = {
  id: "proof",
  title: {
    fr: `Restaurée dans la base proof, elle a les ${VISITS} visites`,
    en: `Restored into the database proof, it has the ${VISITS} visits`,
  },
  remedy: "kubectl logs job/prove -n {namespace} ; kubectl delete job prove -n {namespace}, apply",
  check: (place) => countVisits(place, "proof"),
};

/** What all this is for. */
export const rowsAreThere: Step = {
  id: "rows",
  title: {
    fr: `La vraie base a ses ${VISITS} visites`,
    en: `The real database has its ${VISITS} visits`,
  },
  remedy: "kubectl logs job/restore -n {namespace}",
  check: (place) => countVisits(place),
};

async function countVisits(place: Place, database?: string): Promise<string> {
  const seen = await askDatabase(place, "SELECT count(*) FROM visits", database);
  if (seen !== `${VISITS}`) fault(`il y en a ${seen}`, `there are ${seen}`);
  return seen;
}
