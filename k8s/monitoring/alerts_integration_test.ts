/**
 * Alerts on their whole way: a real service and the real program that keeps backups in trouble, a real
 * Prometheus with the cluster's rules, a real Alertmanager with the cluster's routes, and a receiver that
 * is told, and told again when it is over. Time passes sixty times as fast for rules and routes. Skipped,
 * by name, where Debian's `prometheus` or `prometheus-alertmanager` is missing.
 */
import { delay } from "@std/async";
import { startRegistry } from "@mlops/testing/registries";
import { startPredict } from "@mlops/testing/predict_process";
import { SAMPLE_PATIENT } from "@mlops/tasks/diabetes";
import { until } from "@mlops/testing/until";
import { runTraining } from "@mlops/testing/training_process";
import { freePort } from "@mlops/processes/free_port";
import { untilAnswers } from "@mlops/processes/until_answers";
import { referenceTest } from "@mlops/testing/reference";
import { equal, match, ok } from "node:assert/strict";
import { type AlertmanagerProcess, startAlertmanager } from "./testing/alertmanager_process.ts";
import { readPanels } from "./testing/expressions.ts";
import { startPrometheus } from "./testing/prometheus_process.ts";

const BACKUP = new URL("../../functions/backup/main.ts", import.meta.url).pathname;

/** The program that keeps backups, over folders of its own. */
class Backups implements AsyncDisposable {
  readonly address: string;
  readonly #env: Record<string, string>;
  readonly #folder: string;
  readonly #server: Deno.ChildProcess;

  private constructor(folder: string) {
    const port = freePort();
    this.#folder = folder;
    this.address = `127.0.0.1:${port}`;
    this.#env = {
      PORT: `${port}`,
      BACKUP_WORK: `${folder}/work`,
      BACKUP_STORE: `${folder}/store`,
      BACKUP_ARTIFACTS: `${folder}/artifacts`,
    };
    this.#server = this.#run("serve").spawn();
  }

  static async start(): Promise<Backups> {
    const folder = await Deno.makeTempDir({ prefix: "backups-" });
    for (const name of ["work", "store", "artifacts"]) await Deno.mkdir(`${folder}/${name}`);
    const backups = new Backups(folder);
    await untilAnswers(`http://${backups.address}/healthz`, backups.#server.status);
    return backups;
  }

  /** Keeps what a dump of this second left. */
  async keep(): Promise<void> {
    const id = new Date().toISOString().replace(/\.\d+/, "").replaceAll(":", "-");
    const files = { id, rows: "predictions.public.predictions\t1", references: "", "a.dump": "" };
    for (const [name, text] of Object.entries(files)) {
      await Deno.writeTextFile(`${this.#folder}/work/${name}`, text);
    }
    equal((await this.#run("keep").output()).code, 0);
  }

  /** Lets it do nothing more, or go on. */
  signal(signal: "SIGSTOP" | "SIGCONT"): void {
    this.#server.kill(signal);
  }

  #run(command: string): Deno.Command {
    return new Deno.Command("deno", {
      args: [
        "run",
        "--cached-only",
        `--allow-net=0.0.0.0:${this.#env["PORT"]}`,
        `--allow-read=${this.#folder}`,
        `--allow-write=${this.#folder}`,
        "--allow-env",
        BACKUP,
        command,
      ],
      env: this.#env,
      stdin: "null",
      stdout: "null",
      stderr: "inherit",
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.kill("SIGKILL");
    await this.#server.status;
    await Deno.remove(this.#folder, { recursive: true });
  }
}

/** Asks for predictions, one after the other; whether they come is for Prometheus to see. */
class Client implements AsyncDisposable {
  readonly #end = new AbortController();
  readonly #asking: Promise<void>;

  constructor(url: string) {
    this.#asking = this.#ask(url);
  }

  async #ask(url: string): Promise<void> {
    const body = JSON.stringify(SAMPLE_PATIENT);
    const headers = { "content-type": "application/json" };
    while (!this.#end.signal.aborted) {
      const answer = await fetch(`${url}/predict`, { method: "POST", headers, body });
      await answer.body?.cancel();
      await delay(20);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#end.abort();
    await this.#asking;
  }
}

/** What the dashboard's panel of alerts asks; it shows 0 where none fires. */
async function alertsPanel(): Promise<string> {
  const panel = (await readPanels("service")).find(({ title }) => title === "Alerts");
  return panel?.expressions[0] ?? "";
}

/** Waits until the receiver was told, and holds the message to its severity's receiver. */
async function told(
  { messages }: AlertmanagerProcess,
  { alert, job, status }: { alert: string; job: string; status: "firing" | "resolved" },
): Promise<void> {
  const find = () =>
    messages.flatMap((message) =>
      message.alerts.filter(({ labels, ...sent }) =>
        labels["alertname"] === alert && labels["job"] === job && sent.status === status
      ).map((sent) => ({ ...message, ...sent }))
    ).at(-1);
  await until(`${alert} of ${job}, ${status}`, () => find() !== undefined);
  const { path, receiver, labels, annotations } = find()!;
  equal(receiver, labels["severity"]);
  equal(path, `/${labels["severity"]}`);
  match(annotations["summary"] ?? "", /\w/);
  equal(annotations["runbook"], `k8s/monitoring/runbooks.md#${alert.toLowerCase()}`);
}

referenceTest(
  "who is on call is told of a trouble, and that it is over",
  ["prometheus", "alertmanager"],
  async (t) => {
    let isRegistryAway = false;
    await using registry = await startRegistry({
      gate: () => isRegistryAway ? new Response("away", { status: 503 }) : undefined,
    });
    await using service = startPredict(registry.url);
    await untilAnswers(`${service.url}/metrics`, service.ended);
    await using backups = await Backups.start();
    await using alertmanager = await startAlertmanager();
    await using prometheus = await startPrometheus({
      targets: { predict: [new URL(service.url).host], backup: [backups.address] },
      alertmanager: alertmanager.address,
      interval: "500ms",
      isHurried: true,
    });
    const sees = (alert: string, job: string, status: "firing" | "resolved") =>
      told(alertmanager, { alert, job, status });

    await t.step("no model yet, and no backup", async () => {
      await using _client = new Client(service.url);
      await sees("InstanceHasNoModel", "predict", "firing");
      await sees("PredictionsFail", "predict", "firing");
      await sees("BackupIsOld", "backup", "firing");
      const firing = await prometheus.query(await alertsPanel());
      ok(Number(firing[0]?.value[1]) >= 3);

      equal((await runTraining(registry.url)).code, 0);
      await backups.keep();
      await sees("InstanceHasNoModel", "predict", "resolved");
      await sees("PredictionsFail", "predict", "resolved");
      await sees("BackupIsOld", "backup", "resolved");
    });

    await t.step("the registry is away", async () => {
      isRegistryAway = true;
      await sees("RegistryDoesNotAnswer", "predict", "firing");
      isRegistryAway = false;
      await sees("RegistryDoesNotAnswer", "predict", "resolved");
    });

    await t.step("nobody answers", async () => {
      Deno.kill(service.pid, "SIGSTOP");
      backups.signal("SIGSTOP");
      await sees("InstanceDoesNotAnswer", "predict", "firing");
      await sees("BackupsAreNotKept", "backup", "firing");
      Deno.kill(service.pid, "SIGCONT");
      backups.signal("SIGCONT");
      await sees("InstanceDoesNotAnswer", "predict", "resolved");
      await sees("BackupsAreNotKept", "backup", "resolved");
    });
  },
);
