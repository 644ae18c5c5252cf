/**
 * Puts the stack on a cluster and takes it away again: reads the command line and the environment,
 * builds the real parts, prints. `deno task deploy`, `train:cluster`, `undeploy`, `logs`, `open`.
 *
 * Exit codes: 0 done, 1 failed or something is missing, 2 a command line that cannot be understood.
 *
 * @module
 */
import { PublishError } from "@mlops/oci";
import { Cluster } from "../checklist/cluster.ts";
import { portForwards } from "../checklist/port_forward.ts";
import { ApplyError } from "./apply_error.ts";
import { type BackupDeps, listBackups, makeBackup, restoreBackup } from "./backups.ts";
import { rollBack } from "./canary/rollback.ts";
import { realClock as clock } from "./clock.ts";
import { denoAttached, denoCommand } from "./deno_command.ts";
import { openProject } from "./deno_project.ts";
import { hideSecrets } from "./cluster/hide_secrets.ts";
import { findKubectl, Kubectl, usualKubectls } from "./cluster/kubectl.ts";
import { notInstalled } from "./cluster/no_cluster_error.ts";
import { inNamespace, projectInNamespace } from "./cluster/in_namespace.ts";
import { type KubernetesObject, readManifests } from "./cluster/kubernetes_object.ts";
import { type Options, parseOptions, UsageError } from "./options.ts";
import { lineReport } from "./report.ts";
import { runDeploy } from "./run_deploy.ts";
import { runRender } from "./run_render.ts";
import { runTraining } from "./training/run_training.ts";
import { openPart, showLogs } from "./show.ts";
import { fetchReleaseFile } from "./preflight/knative_release.ts";
import { undeploy } from "./undeploy.ts";
import { USAGE } from "./usage.ts";

const ROOT = new URL("../../", import.meta.url).pathname;
const OVERLAYS = ["workshop", "production"];

const run = denoCommand;
const report = lineReport(print, clock.now);
const newId = () => crypto.randomUUID().slice(0, 8);

function print(line: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${line}\n`));
}

async function main(): Promise<number> {
  const options = parseOptions(Deno.args);
  if (options.wantsHelp) {
    print(USAGE);
    return 0;
  }
  const program = await findKubectl(run, usualKubectls(Deno.env.get("HOME")));
  if (program === undefined) throw notInstalled("kubectl");
  const { context, namespace } = options;
  const kubectl = new Kubectl({
    run,
    attach: denoAttached,
    program,
    ...(context === undefined ? {} : { context }),
  });
  const project = projectInNamespace(openProject(ROOT, { run, kubectl: program }), namespace);
  const manifests = async (overlay: string) =>
    inNamespace(readManifests(await project.render(overlay)), namespace);
  const ask = (question: string) => options.saysYes || confirmed(question);
  switch (options.command) {
    case "deploy": {
      const objects = await manifests(options.overlay);
      return await withoutSecrets(objects, () =>
        runDeploy(options, {
          run,
          kubectl,
          project,
          objects,
          namespace,
          cluster: new Cluster(kubectl, {
            namespace,
            forward: portForwards({ program, context, namespace }),
          }),
          report,
          clock,
          newId,
          print,
          ask,
          root: ROOT,
          callerFolder: Deno.env.get("INIT_CWD") ?? ".",
        }));
    }
    case "render": {
      const objects = await manifests(options.overlay);
      const callerFolder = Deno.env.get("INIT_CWD") ?? ".";
      const parts = { run, project, objects, report, print, callerFolder };
      return await withoutSecrets(objects, () => runRender(options, { ...parts, root: ROOT }));
    }
    case "rollback": {
      const { from, to } = await rollBack(kubectl, { namespace, clock });
      print(`Every request goes to ${to} again, and none to ${from}; deploy goes forward anew.`);
      return 0;
    }
    case "train":
      report.detail(
        await runTraining({ kubectl, report, clock }, { ...options, id: newId() }),
      );
      return 0;
    case "undeploy": {
      const rendered = await Promise.all(
        Array.from(new Set([...OVERLAYS, options.overlay]), manifests),
      );
      const { keepsVolumes, removesKnative } = options;
      const isRemoved = await undeploy({
        objects: rendered.flat(),
        namespace,
        keepsVolumes,
        removesKnative,
      }, { kubectl, report, clock, ask, fetchReleaseFile });
      print(isRemoved ? "Removed. Images stay in their registry." : "Nothing was removed.");
      return isRemoved ? 0 : 1;
    }
    case "backup":
      print(await makeBackup(backupDeps(options, kubectl)));
      return 0;
    case "backups":
      print(await listBackups(backupDeps(options, kubectl)));
      return 0;
    case "restore": {
      const which = options.to ?? options.part ?? "latest";
      const what = options.to === undefined ? `the backup "${which}"` : `the state of ${which}`;
      if (!ask(`Put ${what} in the place of both databases of ${namespace}?`)) return 1;
      const objects = await manifests(options.overlay);
      const isPoint = options.to !== undefined;
      print(await restoreBackup({ which, isPoint, objects }, backupDeps(options, kubectl)));
      return 0;
    }
    case "logs": {
      const { part, follows } = options;
      return await showLogs(kubectl, { part, follows, namespace });
    }
    case "open":
      return await openPart(kubectl, { part: options.part, namespace, run, print });
  }
}

/** Without a terminal nobody can answer, and a silent no would look like a fault. */
function confirmed(question: string): boolean {
  if (Deno.stdin.isTerminal()) return confirm(question);
  throw new ApplyError(
    `Cannot ask "${question}" as standard input is no terminal: add --yes if that is what you want`,
  );
}

function backupDeps({ timeoutMs, namespace }: Options, kubectl: Kubectl): BackupDeps {
  return { kubectl, namespace, report, clock, newId, timeoutMs };
}

async function withoutSecrets(
  objects: readonly KubernetesObject[],
  action: () => Promise<number>,
): Promise<number> {
  try {
    return await action();
  } catch (error) {
    if (!isExpected(error)) throw error;
    throw new ApplyError(hideSecrets(error.message, objects), { cause: error });
  }
}

/** What is told in words; anything else is a fault of this program and shows its stack. */
function isExpected(error: unknown): error is Error {
  return error instanceof ApplyError || error instanceof PublishError;
}

try {
  Deno.exitCode = await main();
} catch (error) {
  if (error instanceof UsageError) {
    print(`${error.message} (--help tells the options)`);
    Deno.exitCode = 2;
  } else if (isExpected(error)) {
    print(error.message);
    Deno.exitCode = 1;
  } else {
    throw error;
  }
}
