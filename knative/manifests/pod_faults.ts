/**
 * What is wrong with a pod by the rules of the house: Pod Security "restricted", as the API server
 * enforces it, and besides a read-only root, limits, and no token for the API server.
 *
 * Pod Security Standards, "restricted", Kubernetes 1.34.
 *
 * @module
 */
import type { Container, PodSpec, PodTemplate, SecurityContext } from "./pod_template.ts";

const RESTRICTED_VOLUMES = new Set([
  "configMap",
  "csi",
  "downwardAPI",
  "emptyDir",
  "ephemeral",
  "persistentVolumeClaim",
  "projected",
  "secret",
]);

/**
 * Lists the faults of a pod.
 *
 * @param template The pod.
 * @returns One line for each fault, `Kind/name container: fault`.
 */
export function podFaults({ owner, spec }: PodTemplate): string[] {
  const faults = hostFaults(spec);
  if (spec.automountServiceAccountToken !== false) faults.push("gets a token for the API server");
  const lines = faults.map((fault) => `${owner}: ${fault}`);
  for (const container of [...spec.initContainers ?? [], ...spec.containers]) {
    const context = { ...spec.securityContext, ...container.securityContext };
    for (const fault of [...rightsFaults(context), ...resourceFaults(container)]) {
      lines.push(`${owner} ${container.name}: ${fault}`);
    }
  }
  return lines;
}

function hostFaults(spec: PodSpec): string[] {
  const faults: string[] = [];
  if (spec.hostNetwork || spec.hostPID || spec.hostIPC) faults.push("uses the node's namespaces");
  for (const { name, ...kind } of spec.volumes ?? []) {
    for (const key of Object.keys(kind)) {
      if (!RESTRICTED_VOLUMES.has(key)) faults.push(`volume ${name} is a ${key}`);
    }
  }
  return faults;
}

function rightsFaults(context: SecurityContext): string[] {
  const faults: string[] = [];
  if (context.runAsNonRoot !== true || context.runAsUser === 0) faults.push("may run as root");
  if (context.allowPrivilegeEscalation !== false) faults.push("may gain rights");
  if (context.privileged) faults.push("is privileged");
  if (!context.capabilities?.drop?.includes("ALL")) faults.push("keeps capabilities");
  for (const added of context.capabilities?.add ?? []) {
    if (added !== "NET_BIND_SERVICE") faults.push(`adds the capability ${added}`);
  }
  if (!["RuntimeDefault", "Localhost"].includes(context.seccompProfile?.type ?? "")) {
    faults.push("has no seccomp profile");
  }
  if (context.readOnlyRootFilesystem !== true) faults.push("can change its image's files");
  return faults;
}

function resourceFaults(container: Container): string[] {
  const faults: string[] = [];
  for (const kind of ["requests", "limits"] as const) {
    for (const resource of ["cpu", "memory"]) {
      if (container.resources?.[kind]?.[resource] === undefined) {
        faults.push(`has no ${resource} in ${kind}`);
      }
    }
  }
  for (const port of container.ports ?? []) {
    if (port.hostPort !== undefined) faults.push(`takes the node's port ${port.hostPort}`);
  }
  return faults;
}
