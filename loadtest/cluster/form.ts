/** The stack's namespace. */
export const NAMESPACE = "mlops-workshop";

/** One of the two ways in which the cluster runs the prediction service. */
export interface Form {
  /** Its name on the command line. */
  readonly name: "knative" | "classic";
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

/** The Knative Service, scaled on concurrency, and the Deployment, which the HPA scales on CPU. */
export const FORMS: Readonly<Record<Form["name"], Form>> = {
  knative: {
    name: "knative",
    title: "Knative",
    selector: "serving.knative.dev/service=predict",
    autoscalers: `/apis/autoscaling.internal.knative.dev/v1alpha1/namespaces/${NAMESPACE}` +
      "/podautoscalers?labelSelector=serving.knative.dev/service%3Dpredict",
    insideUrl: `http://predict.${NAMESPACE}`,
    pods: 0,
  },
  classic: {
    name: "classic",
    title: "the HPA",
    selector: "app=ml-api",
    autoscalers: `/apis/autoscaling/v2/namespaces/${NAMESPACE}/horizontalpodautoscalers`,
    insideUrl: "http://ml-api-service:8000",
    pods: 2,
  },
};
