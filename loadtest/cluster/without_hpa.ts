import type { ServiceForm } from "./service_form.ts";
import type { LoadCluster } from "./open_cluster.ts";
import { LoadError } from "../k6_run.ts";

/**
 * Does something while the Deployment has no HPA, and makes it anew afterwards, whatever happens.
 *
 * @param form The classic form.
 * @param body What is done.
 * @returns What the body returns.
 * @throws {LoadError} If there is no HPA.
 */
export async function withoutHpa<T>(
  { kubectl }: LoadCluster,
  form: ServiceForm,
  body: () => Promise<T>,
): Promise<T> {
  const name = ["horizontalpodautoscalers", "ml-api-hpa", `--namespace=${form.namespace}`];
  const [hpa] = await kubectl.objects("read the HPA", name);
  if (hpa === undefined) {
    throw new LoadError(`Cannot go on as the HPA must be deployed: ${name[1]} does not exist`);
  }
  const { apiVersion, kind, metadata, spec } = hpa;
  await kubectl.text("take the HPA away", ["delete", ...name]);
  try {
    return await body();
  } finally {
    const { name: hpaName, namespace, labels, annotations } = metadata;
    const made = {
      apiVersion,
      kind,
      metadata: { name: hpaName, namespace, labels, annotations },
      spec,
    };
    await kubectl.text("make the HPA", ["create", "--filename=-"], JSON.stringify(made));
  }
}
