/** One of the two ways in which the cluster runs the prediction service. */
export interface ServiceForm {
  /** Its name on the command line. */
  readonly name: "knative" | "classic";
  /** The stack's namespace. */
  readonly namespace: string;
  /** Its name in a sentence. */
  readonly title: string;
  /** Label selector of its pods. */
  readonly selector: string;
  /** API path of the list of its autoscalers. */
  readonly autoscalers: string;
  /** Address inside the cluster. */
  readonly insideUrl: string;
  /** Pods that are left when nobody asks. */
  readonly pods: 0 | 2;
}

/** Names of the forms. */
export const FORM_NAMES: readonly ServiceForm["name"][] = ["knative", "classic"];

/**
 * Describes a form: the Knative Service, scaled on concurrency, or the Deployment, which the HPA scales
 * on CPU.
 *
 * @param name Its name on the command line.
 * @param namespace The stack's namespace.
 * @returns The form.
 */
export function formOf(name: ServiceForm["name"], namespace: string): ServiceForm {
  return name === "knative" ? knative(namespace) : classic(namespace);
}

function knative(namespace: string): ServiceForm {
  return {
    name: "knative",
    namespace,
    title: "Knative",
    selector: "serving.knative.dev/service=predict",
    autoscalers: `/apis/autoscaling.internal.knative.dev/v1alpha1/namespaces/${namespace}` +
      "/podautoscalers?labelSelector=serving.knative.dev/service%3Dpredict",
    insideUrl: `http://predict.${namespace}`,
    pods: 0,
  };
}

function classic(namespace: string): ServiceForm {
  return {
    name: "classic",
    namespace,
    title: "the HPA",
    selector: "app=ml-api",
    autoscalers: `/apis/autoscaling/v2/namespaces/${namespace}/horizontalpodautoscalers`,
    insideUrl: "http://ml-api-service:8000",
    pods: 2,
  };
}
