import { REFERENCE_TASK } from "@mlops/tasks";
import type { Addresses } from "./addresses.ts";

/**
 * Says where everything is and how to try it.
 *
 * @param addresses Where everything is.
 * @returns Lines to print.
 */
export function closingLines(addresses: Addresses): string[] {
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
    `curl -H 'Host: ${host}' -H 'Content-Type: application/json' ${ingress}/predict \\`,
    `  -d '${JSON.stringify(REFERENCE_TASK.sample.row)}'`,
    `k6 run -e BASE_URL=${ingress} -e HOST=${host} loadtest/predict.js`,
  ];
}
