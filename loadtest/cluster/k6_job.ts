import type { KubernetesObject } from "../../knative/deploy/cluster/kubernetes_object.ts";

/** The image of k6; the tag is the version that the scripts were tried with. */
export const K6_IMAGE = "grafana/k6:1.8.1";

/** What names and finds the load in the cluster; the network policy lets this component out. */
const LABELS = {
  "app.kubernetes.io/name": "loadtest",
  "app.kubernetes.io/component": "loadtest",
};

/** Port of k6's REST API. */
export const K6_API_PORT = 6565;

/**
 * Makes the objects that run a load inside the cluster.
 *
 * @param name Name of both objects.
 * @param options The namespace; scripts by path, the first of them the entry; settings as `settings.ts` reads them;
 * the image.
 * @returns A ConfigMap with the scripts, and the Job.
 */
export function k6JobObjects(
  name: string,
  options: {
    readonly namespace: string;
    readonly files: ReadonlyMap<string, string>;
    readonly env: Readonly<Record<string, string>>;
    readonly image: string;
  },
): KubernetesObject[] {
  const paths = [...options.files.keys()];
  // A key may hold no slash; the volume puts every file back where it was.
  const keyOf = (path: string) => path.replaceAll("/", ".");
  const metadata = { name, namespace: options.namespace, labels: LABELS };
  const container = {
    name: "k6",
    image: options.image,
    command: [
      "k6",
      "run",
      "--quiet",
      "--no-usage-report",
      `--address=0.0.0.0:${K6_API_PORT}`,
      `/scripts/${paths[0]}`,
    ],
    env: Object.entries(options.env).map(([key, value]) => ({ name: key, value })),
    // The request is small so that the load's pod does not take the place of those it is to make.
    resources: {
      requests: { cpu: "50m", memory: "128Mi" },
      limits: { cpu: "2", memory: "1Gi" },
    },
    securityContext: {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ["ALL"] },
    },
    volumeMounts: [{ name: "scripts", mountPath: "/scripts", readOnly: true }],
  };
  return [
    {
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata,
      data: Object.fromEntries(paths.map((path) => [keyOf(path), options.files.get(path)])),
    },
    {
      apiVersion: "batch/v1",
      kind: "Job",
      metadata,
      spec: {
        // A load that failed is not sent again: its figures would be of another time.
        backoffLimit: 0,
        ttlSecondsAfterFinished: 600,
        template: {
          metadata: { labels: LABELS },
          spec: {
            restartPolicy: "Never",
            automountServiceAccountToken: false,
            enableServiceLinks: false,
            securityContext: {
              runAsNonRoot: true,
              runAsUser: 12345, // `k6` in the image
              runAsGroup: 12345,
              seccompProfile: { type: "RuntimeDefault" },
            },
            containers: [container],
            volumes: [{
              name: "scripts",
              configMap: { name, items: paths.map((path) => ({ key: keyOf(path), path })) },
            }],
          },
        },
      },
    },
  ];
}
