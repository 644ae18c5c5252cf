import type { LiveObject } from "../../knative/checklist/cluster.ts";

/** One object leads to another, or closes the way to it. */
export interface Edge {
  /** Where the arrow begins. */
  readonly from: LiveObject;
  /** Where it ends. */
  readonly to: LiveObject;
  /** Whether it closes: a network policy. */
  readonly isClosing?: boolean;
}

type Labels = Readonly<Record<string, string>>;

interface PodSpec {
  readonly containers?: readonly {
    readonly env?: readonly {
      readonly valueFrom?: {
        readonly secretKeyRef?: { readonly name: string };
        readonly configMapKeyRef?: { readonly name: string };
      };
    }[];
    readonly envFrom?: readonly {
      readonly secretRef?: { readonly name: string };
      readonly configMapRef?: { readonly name: string };
    }[];
  }[];
  readonly volumes?: readonly {
    readonly persistentVolumeClaim?: { readonly claimName: string };
    readonly secret?: { readonly secretName: string };
    readonly configMap?: { readonly name: string };
  }[];
}

/**
 * Finds what leads to what: labels that select, objects that a pod uses, targets of autoscalers, what
 * Knative made of what.
 *
 * @param objects The objects of one namespace.
 */
export function edgesOf(objects: readonly LiveObject[]): Edge[] {
  return objects.flatMap((from) =>
    objects.flatMap((to): Edge[] => {
      if (from === to) return [];
      if (from.kind === "NetworkPolicy" && to.kind === "Pod") {
        const { matchLabels } = from.spec["podSelector"] as { matchLabels?: Labels };
        return selects(matchLabels ?? {}, to) ? [{ from, to, isClosing: true }] : [];
      }
      return leads(from, to) ? [{ from, to }] : [];
    })
  );
}

function leads(from: LiveObject, to: LiveObject): boolean {
  const { spec } = from;
  const isKnative = from.apiVersion?.startsWith("serving.knative.dev");
  switch (`${from.kind} ${to.kind}`) {
    case "Deployment Pod": {
      const { matchLabels } = spec["selector"] as { matchLabels: Labels };
      return selects(matchLabels, to);
    }
    case "Service Pod":
      return !isKnative && spec["selector"] !== undefined &&
        selects(spec["selector"] as Labels, to);
    case "Service Revision":
      return !!isKnative &&
        to.metadata.labels?.["serving.knative.dev/service"] === from.metadata.name;
    case "Revision Pod":
      return to.metadata.labels?.["serving.knative.dev/revision"] === from.metadata.name;
    case "Job Pod":
      return to.metadata.labels?.["job-name"] === from.metadata.name;
    case "HorizontalPodAutoscaler Deployment":
      return (spec["scaleTargetRef"] as { name: string }).name === to.metadata.name;
    case "Ingress Service":
      return JSON.stringify(spec["rules"] ?? []).includes(`"name":"${to.metadata.name}"`);
    case "Ingress Secret":
      return ((spec["tls"] ?? []) as { secretName?: string }[])
        .some(({ secretName }) => secretName === to.metadata.name);
    case "Certificate Secret":
      return spec["secretName"] === to.metadata.name;
    case "SealedSecret Secret":
      return from.metadata.name === to.metadata.name;
    case "CronJob Job":
      return !!to.metadata.ownerReferences?.some(({ kind, name }) =>
        kind === "CronJob" && name === from.metadata.name
      );
    case "Pod Secret":
    case "Pod ConfigMap":
    case "Pod PersistentVolumeClaim":
      return uses(spec as PodSpec, to);
  }
  return false;
}

function selects(wanted: Labels, { metadata }: LiveObject): boolean {
  return Object.entries(wanted).every(([key, value]) => metadata.labels?.[key] === value);
}

function uses({ containers = [], volumes = [] }: PodSpec, { kind, metadata }: LiveObject): boolean {
  const env = containers.flatMap((container) => [
    ...(container.env ?? []).map(({ valueFrom }) => ({
      Secret: valueFrom?.secretKeyRef?.name,
      ConfigMap: valueFrom?.configMapKeyRef?.name,
    })),
    ...(container.envFrom ?? []).map(({ secretRef, configMapRef }) => ({
      Secret: secretRef?.name,
      ConfigMap: configMapRef?.name,
    })),
  ]);
  const mounted = volumes.map((volume) => ({
    Secret: volume.secret?.secretName,
    ConfigMap: volume.configMap?.name,
    PersistentVolumeClaim: volume.persistentVolumeClaim?.claimName,
  }));
  return [...env, ...mounted].some((names) =>
    (names as Record<string, string | undefined>)[kind] === metadata.name
  );
}
