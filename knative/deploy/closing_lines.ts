import { REFERENCE_TASK } from "@mlops/tasks";
import type { Addresses } from "./cluster/addresses.ts";

/**
 * Says where everything is and how to try it.
 *
 * @param addresses Where everything is.
 * @param isReference Whether the reference task is served, of which a patient is known.
 * @returns Lines to print.
 */
export function closingLines(addresses: Addresses, isReference = true): string[] {
  const { page, mlflow, classic, ingress, host } = addresses;
  const tunnel = "deno task open";
  const lines = [
    "",
    `page                ${page ?? tunnel}`,
    `MLflow              ${mlflow ?? `${tunnel} mlflow`}`,
    `classic Deployment  ${classic ?? `${tunnel} docs`}`,
  ];
  if (ingress === undefined || host === undefined) return lines;
  return [
    ...lines,
    `prediction service  ${ingress} with "Host: ${host}"`,
    "",
    ...isReference ? referenceLines(ingress, host) : [
      `curl -H 'Host: ${host}' ${ingress}/openapi.json   # rows as the model takes them`,
    ],
  ];
}

function referenceLines(ingress: string, host: string): string[] {
  return [
    `curl -H 'Host: ${host}' -H 'Content-Type: application/json' ${ingress}/predict \\`,
    `  -d '${JSON.stringify(REFERENCE_TASK.sample.row)}'`,
    `k6 run -e BASE_URL=${ingress} -e HOST=${host} loadtest/predict.js`,
  ];
}
