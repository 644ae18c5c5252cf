/**
 * Finds out under which addresses a deployment is reached from outside.
 *
 * @module
 */
import type { Kubectl } from "./kubectl.ts";
import type { KubernetesObject } from "./kubernetes_object.ts";

/** Where a deployment is reached; `undefined` for what has no address from outside. */
export interface Addresses {
  /** The page. */
  readonly page: string | undefined;
  /** MLflow. */
  readonly mlflow: string | undefined;
  /** The classic Deployment. */
  readonly classic: string | undefined;
  /** Ingress of the Knative Service, to be asked with its host name. */
  readonly ingress: string | undefined;
  /** Host name of the Knative Service, if it has one outside the cluster. */
  readonly host: string | undefined;
}

interface ServiceSpec {
  readonly type?: string;
  readonly ports?: readonly {
    readonly name?: string;
    readonly port: number;
    readonly nodePort?: number;
  }[];
}

interface LoadBalancerStatus {
  readonly loadBalancer?: {
    readonly ingress?: readonly { readonly ip?: string; readonly hostname?: string }[];
  };
}

/** Kubernetes Services through which the ingresses that Knative has take requests from outside. */
const INGRESSES = [
  ["kourier-system", "kourier"],
  ["istio-system", "istio-ingressgateway"],
  ["contour-external", "envoy"],
  ["test-ingress", "ingress"],
] as const;

/**
 * Asks the cluster for the addresses.
 *
 * @param kubectl Calls kubectl.
 * @param options The namespace, and the cluster's nodes.
 * @returns The addresses.
 */
export async function findAddresses(
  kubectl: Kubectl,
  { namespace, nodes }: { namespace: string; nodes: readonly KubernetesObject[] },
): Promise<Addresses> {
  const action = "look for addresses";
  const [services, [predict], ...ingresses] = await Promise.all([
    kubectl.objects(action, ["services", `--namespace=${namespace}`]),
    kubectl.objects(action, [
      "services.serving.knative.dev",
      "predict",
      `--namespace=${namespace}`,
    ]),
    ...INGRESSES.map(([space, name]) =>
      kubectl.objects(action, ["services", name, `--namespace=${space}`])
    ),
  ]);
  const node = nodeAddress(nodes);
  const at = (name: string) =>
    addressOf(services.find(({ metadata }) => metadata.name === name), node);
  const status: { readonly url?: string } = predict?.["status"] ?? {};
  return {
    page: at("ui-service"),
    mlflow: at("mlflow-service"),
    classic: at("ml-api-service"),
    ingress: addressOf(ingresses.flat()[0], node),
    host: outsideHost(status.url),
  };
}

/** A Service for the cluster alone is known under its inner name only. */
function outsideHost(url: string | undefined): string | undefined {
  const host = url === undefined ? undefined : URL.parse(url)?.host;
  return host?.endsWith(".svc.cluster.local") ? undefined : host;
}

/** The node's own address; a name where it has no other. */
function nodeAddress(nodes: readonly KubernetesObject[]): string | undefined {
  const status: { addresses?: readonly { type: string; address: string }[] } =
    nodes[0]?.["status"] ?? {};
  const find = (type: string) => status.addresses?.find((it) => it.type === type)?.address;
  return find("ExternalIP") ?? find("InternalIP") ?? find("Hostname");
}

function addressOf(
  service: KubernetesObject | undefined,
  node: string | undefined,
): string | undefined {
  if (service === undefined) return undefined;
  const spec: ServiceSpec = service["spec"] ?? {};
  const status: LoadBalancerStatus = service["status"] ?? {};
  const port = spec.ports?.find(({ name }) => name === "http2" || name === "http") ??
    spec.ports?.[0];
  const [balancer] = status.loadBalancer?.ingress ?? [];
  const host = balancer?.ip ?? balancer?.hostname;
  if (host !== undefined && port !== undefined) {
    return port.port === 80 ? `http://${host}` : `http://${host}:${port.port}`;
  }
  const isReachable = spec.type === "NodePort" || spec.type === "LoadBalancer";
  if (!isReachable || port?.nodePort === undefined || node === undefined) return undefined;
  return `http://${node}:${port.nodePort}`;
}
