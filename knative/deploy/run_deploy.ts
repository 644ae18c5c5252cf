/**
 * Wires a deployment as the command line wants it, and says at its end where everything is.
 *
 * @module
 */
import type { BlobProgress } from "@mlops/oci";
import type { Cluster } from "../checklist/cluster.ts";
import { findAddresses } from "./cluster/addresses.ts";
import { ApplyError } from "./apply_error.ts";
import { withArchiveFile } from "./images/archive_file.ts";
import { type ClusterTable, clusterTable } from "./training/cluster_table.ts";
import { readCallersFile } from "./callers_file.ts";
import { fetchBytes } from "./fetch_bytes.ts";
import { askPods } from "./canary/ask_pods.ts";
import { loggedProbabilities } from "./canary/logged_probabilities.ts";
import { rollOut } from "./canary/roll_out.ts";
import { RevisionWatch } from "./canary/watch_revisions.ts";
import { checkCluster } from "./preflight/check_cluster.ts";
import { chooseTarget, type TargetChoice } from "./images/choose_target.ts";
import { closingLines } from "./closing_lines.ts";
import type { RunCommand } from "./command.ts";
import { deploy } from "./deploy.ts";
import { dryRun } from "./dry_run.ts";
import { openRegistries } from "./images/open_registries.ts";
import type { ImageTarget } from "./images/image_target.ts";
import { installKnative } from "./preflight/install_knative.ts";
import { fetchReleaseFile, KNATIVE_VERSION } from "./preflight/knative_release.ts";
import type { Kubectl } from "./cluster/kubectl.ts";
import type { KubernetesObject } from "./cluster/kubernetes_object.ts";
import { kindLoader, minikubeLoader, nodeTarget } from "./images/node_target.ts";
import { nodesOf } from "./images/nodes_of.ts";
import type { Options } from "./options.ts";
import type { Project } from "./project.ts";
import { proveWork } from "./ready/prove_work.ts";
import type { Registries } from "./images/registries.ts";
import { registryTarget } from "./images/registry_target.ts";
import type { Report } from "./report.ts";
import type { Clock } from "./clock.ts";
import { fetchWheel } from "./images/wheel_source.ts";

/** The real parts that a deployment is wired from. */
export interface DeployParts {
  readonly run: RunCommand;
  readonly kubectl: Kubectl;
  readonly project: Project;
  readonly objects: readonly KubernetesObject[];
  readonly namespace: string;
  /** The namespace as the checklist sees it. */
  readonly cluster: Cluster;
  readonly report: Report;
  readonly clock: Clock;
  readonly newId: () => string;
  readonly print: (line: string) => void;
  readonly ask: (question: string) => boolean;
  /** Folder of the repository, with a final slash. */
  readonly root: string;
  /** Folder that a relative path begins in: where the caller stands. */
  readonly callerFolder: string;
}

/**
 * Deploys as the command line says.
 *
 * @param options The command line.
 * @param parts The real parts.
 * @returns Exit code.
 * @throws {ApplyError} If something is missing, refused, or does not become ready.
 * @throws {PublishError} If a registry refuses or cannot be reached.
 */
export async function runDeploy(options: Options, parts: DeployParts): Promise<number> {
  const { run, kubectl, objects, namespace, report, clock } = parts;
  const context = options.context ?? (await kubectl.call(["config", "current-context"])).stdout;
  const choice = chooseTarget(options, context.trim());
  const registries = await openRegistries(options, choice, parts);
  const { isDryRun, timeoutMs, installsKnative, checksRoom } = options;
  const table = await readTable(options, parts.callerFolder);
  const rest = table === undefined ? {} : { table };
  const { canaryPercent } = options;
  const canary = canaryPercent === undefined ? {} : { canaryPercent };
  const wanted = { objects, namespace, timeoutMs, ...rest, ...canary };
  const { hasChanged, nodes } = await (isDryRun ? dryRun : deploy)(wanted, {
    ...parts,
    openTarget: (nodes) => openTarget(choice, { registries, parts, nodes }),
    findBase: (name) => registries.find(name),
    // Who lays a folder of k8s/ over the workshop by kubectl changes nothing, as the name is the same.
    pin: (name) => options.overlay === "workshop" ? Promise.resolve(name) : registries.pin(name),
    rollOut: async (service, percent, task) => {
      const fresh = await rollOut({ service, percent, timeoutMs }, {
        kubectl,
        report,
        clock,
        openWatch: () => new RevisionWatch(parts.cluster),
        probabilities: (revisions, seconds) =>
          loggedProbabilities(kubectl, { namespace, ...revisions, seconds }),
        ask: (revisions, times) => askPods(parts.cluster, { task, revisions, times }),
      });
      return fresh !== undefined;
    },
    prove: (task) => proveWork(parts.cluster, task, report),
    fetchWheel: (wheel) => fetchWheel(wheel, { run, folder: `${parts.root}.stack/wheels` }),
    check: (all) =>
      checkCluster({
        run,
        kubectl,
        objects: all,
        namespace,
        installsKnative,
        checksRoom,
        denoVersion: Deno.version.deno,
        loader: choice.kind === "registry" ? undefined : choice.kind,
      }),
    installKnative: async () => {
      const question = `Install Knative Serving ${KNATIVE_VERSION} with Kourier on this cluster?`;
      if (!parts.ask(question)) {
        throw new ApplyError("Cannot deploy as Knative Serving must be installed: it is not");
      }
      await installKnative({ kubectl, clock, fetchReleaseFile });
    },
  });
  if (isDryRun) {
    report.note(hasChanged ? "a dry run: nothing was changed" : "a dry run: nothing would change");
    return 0;
  }
  if (!hasChanged) report.note("nothing has changed since the last deployment");
  for (
    const line of closingLines(
      await findAddresses(kubectl, { namespace, nodes }),
      table === undefined,
    )
  ) {
    parts.print(line);
  }
  return 0;
}

/** Smaller ones are there before a line about them is read. */
const SMALL_BLOB_BYTES = 1_000_000;

function openTarget(
  choice: TargetChoice,
  { registries, parts, nodes }: {
    registries: Registries;
    parts: DeployParts;
    nodes: readonly KubernetesObject[];
  },
): ImageTarget {
  const { report, run } = parts;
  if (choice.kind === "registry") {
    const onProgress = ({ repository, digest, sizeBytes, state }: BlobProgress) => {
      if (state === "present" || sizeBytes < SMALL_BLOB_BYTES) return;
      const megabytes = (sizeBytes / 1e6).toFixed(1);
      report.detail(`${repository} ${digest.slice(7, 19)} ${megabytes} MB ${state}`);
    };
    return registryTarget(registries.client(choice.host), { path: choice.path, onProgress });
  }
  const loader = choice.kind === "kind" ? kindLoader(choice.name) : minikubeLoader(choice.name);
  return nodeTarget(loader, {
    run,
    nodes: nodesOf(nodes),
    withArchive: (pieces, use) => withArchiveFile(`${parts.root}.stack`, { pieces, use }),
  });
}

/** An address is read here too: the training's pod reaches nothing but MLflow. */
async function readTable(
  { table, target, trainArgs }: Options,
  folder: string,
): Promise<ClusterTable | undefined> {
  if (table === undefined || target === undefined) return undefined;
  const cannot = (why: string, cause?: unknown) =>
    new ApplyError(`Cannot deploy as the table "${table}" must be readable: ${why}`, { cause });
  if (/^https?:/i.test(table)) {
    const bytes = await fetchBytes(table, cannot);
    return await clusterTable({ name: table, bytes }, target, trainArgs);
  }
  const { path, bytes } = await readCallersFile(table, folder, cannot);
  return await clusterTable({ name: path, bytes }, target, trainArgs);
}
