/**
 * A cluster made of plain objects behind kubectl's command line, for tests of the lab: what is applied is
 * there, Deployments have pods that are ready if their Secrets and claims are there, Services have the
 * pods that they select.
 *
 * @module
 */
import { parseAllDocuments } from "yaml";
import type { CommandResult, RunCommand } from "../../knative/deploy/command.ts";

// deno-lint-ignore no-explicit-any -- objects of any kind, read field by field
type Any = any;

const KINDS: Readonly<Record<string, string>> = {
  deployment: "Deployment",
  service: "Service",
  secret: "Secret",
  persistentvolumeclaim: "PersistentVolumeClaim",
  pvc: "PersistentVolumeClaim",
  namespace: "Namespace",
  networkpolicie: "NetworkPolicy",
  networkpolicy: "NetworkPolicy",
  cronjob: "CronJob",
  job: "Job",
  ingress: "Ingress",
  ingresse: "Ingress",
  configmap: "ConfigMap",
  sealedsecret: "SealedSecret",
};

/** What kubectl 1.36 says without a cluster. */
const REFUSED =
  "The connection to the server localhost:8080 was refused - did you specify the right host or port?";

/** A fake cluster and what runs kubectl on it. */
export class FakeKubectl {
  /** Objects by kind, namespace and name. */
  readonly objects = new Map<string, Any>();
  /** What was installed in it before, by resource and name. */
  readonly installed = new Set([
    "apiservices/v1beta1.metrics.k8s.io",
    "crd/certificates.cert-manager.io",
    "crd/sealedsecrets.bitnami.com",
    "crd/services.serving.knative.dev",
    "ingressclasses/contour",
    "storageclasses/standard",
  ]);
  /** What a program in a pod prints; an error fails it. */
  exec: (command: readonly string[], namespace: string) => string = () => "";

  /** Why nobody reaches it: it does not answer, or there is no kubectl; `null`: it is reached. */
  away: "refused" | "not installed" | null = null;

  /** Runs `kubectl`; any other program is not there. */
  readonly run: RunCommand = (program, args, options) => {
    const isThere = program === "kubectl" && this.away !== "not installed";
    return Promise.resolve(isThere ? this.#call(args, options?.input ?? "") : undefined);
  };

  #call(args: readonly string[], input: string): CommandResult {
    try {
      if (this.away !== null) throw new Error(REFUSED);
      return { code: 0, stdout: this.#answer(args, input), stderr: "" };
    } catch (error) {
      return { code: 1, stdout: "", stderr: (error as Error).message };
    }
  }

  #answer(args: readonly string[], input: string): string {
    const end = args.indexOf("--");
    const own = end === -1 ? args : args.slice(0, end);
    const namespace = own.find((it) => it.startsWith("--namespace="))?.slice(12) ?? "";
    const words = own.filter((it) => !it.startsWith("-"));
    const flag = (name: string) =>
      own.find((it) => it.startsWith(`--${name}=`))?.slice(name.length + 3);
    switch (words[0]) {
      case "apply":
        for (const object of objectsOf(input)) this.put(object, namespace);
        return "";
      case "get":
        return JSON.stringify({
          kind: "List",
          items: this.#get(words.slice(1), namespace, flag("selector")),
        });
      case "patch": {
        const object = this.#need(words[1]!, namespace);
        patch(object, JSON.parse(flag("patch")!), flag("type") ?? "merge");
        object.metadata.generation = (object.metadata.generation ?? 1) + 1;
        return "";
      }
      case "scale":
        this.#need(words[1]!, namespace).spec.replicas = Number(flag("replicas"));
        return "";
      case "delete":
        for (const name of words.slice(2)) this.#delete(kindOf(words[1]!), namespace, name);
        return "";
      case "exec":
        return this.exec(args.slice(end + 1), namespace);
      case "wait":
      case "rollout":
        return "";
      case "version":
        return "{}";
      default:
        throw new Error(`the fake cluster does not know kubectl ${args.join(" ")}`);
    }
  }

  /** Puts an object, as `kubectl apply` does. */
  put(object: Any, namespace: string): void {
    const isWide = object.kind === "Namespace";
    const { stringData, ...rest } = object;
    const data = stringData === undefined ? object.data : Object.fromEntries(
      Object.entries(stringData).map(([key, value]) => [key, btoa(`${value}`)]),
    );
    this.objects.set(keyOf(object.kind, isWide ? "" : namespace, object.metadata.name), {
      ...structuredClone(rest),
      ...data === undefined ? {} : { data },
      metadata: { ...object.metadata, generation: 1, ...isWide ? {} : { namespace } },
    });
  }

  #delete(kind: string, namespace: string, name: string): void {
    if (kind !== "Namespace") this.objects.delete(keyOf(kind, namespace, name));
    else {
      this.objects.delete(keyOf(kind, "", name));
      for (const key of this.objects.keys()) {
        if (key.split("/")[1] === name) this.objects.delete(key);
      }
    }
  }

  #need(target: string, namespace: string): Any {
    const [kind = "", name = ""] = target.split("/");
    const object = this.objects.get(keyOf(kindOf(kind), namespace, name));
    if (object === undefined) throw new Error(`${target} not found`);
    return object;
  }

  #get([resource = "", ...names]: readonly string[], namespace: string, selector?: string): Any[] {
    if (resource.includes(",")) {
      return resource.split(",").flatMap((one) => this.#get([one, ...names], namespace, selector));
    }
    if (resource.endsWith("knative.dev")) return [];
    const installed = [...this.installed].filter((it) => it.startsWith(`${resource}/`))
      .map((it) => it.slice(resource.length + 1));
    if (installed.length > 0) {
      return installed.filter((name) => names.length === 0 || names.includes(name))
        .map((name) => ({ kind: resource, metadata: { name } }));
    }
    const kind = resource.split(".")[0] ?? "";
    const all: Any[] = kind === "pods"
      ? this.#pods(namespace)
      : kind === "endpointslices"
      ? this.#slices(namespace)
      : this.#held(kindOf(kind), namespace).map((object) => this.#withStatus(object, namespace));
    return all.filter(({ metadata }) =>
      (names.length === 0 || names.includes(metadata.name)) &&
      (selector === undefined || selector.split(",").every((pair) => {
        const [key = "", value] = pair.split("=");
        return metadata.labels?.[key] === value;
      }))
    );
  }

  #held(kind: string, namespace: string): Any[] {
    return [...this.objects].filter(([key]) => {
      const [of, where] = key.split("/");
      return of === kind && (where === "" || where === namespace);
    }).map(([, object]) => object);
  }

  #withStatus(object: Any, namespace: string): Any {
    const { replicas = 1 } = object.spec ?? {};
    const status: Record<string, Any> = {
      Deployment: { updatedReplicas: replicas, observedGeneration: object.metadata.generation },
      PersistentVolumeClaim: { phase: "Bound", capacity: object.spec?.resources?.requests },
    };
    return { ...object, status: status[object.kind] ?? object.status ?? {}, namespace };
  }

  #pods(namespace: string): Any[] {
    return this.#held("Deployment", namespace).flatMap((deployment) => {
      const { replicas = 1, template } = deployment.spec;
      const isReady = this.#canStart(template.spec, namespace);
      return Array.from({ length: replicas }, (_, index) => ({
        kind: "Pod",
        metadata: {
          name: `${deployment.metadata.name}-${index}`,
          labels: template.metadata.labels,
        },
        spec: template.spec,
        status: {
          phase: isReady ? "Running" : "Pending",
          conditions: [{ type: "Ready", status: isReady ? "True" : "False" }],
        },
      }));
    });
  }

  #canStart({ containers, volumes = [] }: Any, namespace: string): boolean {
    const refs = containers.flatMap(({ env = [] }: Any) => env).flatMap(({ valueFrom }: Any) =>
      valueFrom?.secretKeyRef ?? []
    );
    const claims = volumes.flatMap((it: Any) => it.persistentVolumeClaim?.claimName ?? []);
    return refs.every(({ name, key }: Any) =>
      this.objects.get(keyOf("Secret", namespace, name))?.data?.[key] !== undefined
    ) && claims.every((name: string) =>
      this.objects.has(keyOf("PersistentVolumeClaim", namespace, name))
    );
  }

  #slices(namespace: string): Any[] {
    return this.#held("Service", namespace).map(({ metadata: { name }, spec }) => ({
      kind: "EndpointSlice",
      metadata: { name, labels: { "kubernetes.io/service-name": name } },
      endpoints: this.#pods(namespace).filter((pod) =>
        Object.entries(spec.selector).every(([key, value]) => pod.metadata.labels[key] === value)
      ).map(({ status }) => ({ conditions: { ready: status.phase === "Running" } })),
    }));
  }
}

function keyOf(kind: string, namespace: string, name: string): string {
  return `${kind}/${namespace}/${name}`;
}

function kindOf(resource: string): string {
  return KINDS[resource] ?? KINDS[resource.replace(/s$/, "")] ?? resource;
}

function objectsOf(text: string): Any[] {
  const documents = parseAllDocuments(text).map((document) => document.toJS());
  return documents.flatMap((object) => object?.kind === "List" ? object.items : object ?? []);
}

function patch(object: Any, change: Any, type: string): void {
  if (type === "json") {
    for (const { path, value } of change) {
      const keys = path.slice(1).split("/");
      const last = keys.pop();
      keys.reduce((at: Any, key: string) => at[key], object)[last] = value;
    }
    return;
  }
  for (const [key, value] of Object.entries(change)) {
    if (typeof value === "object" && value !== null && typeof object[key] === "object") {
      patch(object[key], value, type);
    } else object[key] = value;
  }
}
