import { problemResponse } from "./problem.ts";

/**
 * What the page asks of the prediction service. Nothing else is passed on: whoever sees the page does not
 * thereby tell outcomes, load models or speak the service's other protocols.
 */
const PASSED: Readonly<Record<string, readonly string[]>> = {
  "/drift": ["GET"],
  "/explain": ["POST"],
  "/health": ["GET"],
  "/metrics": ["GET"],
  "/model": ["GET"],
  "/model/onnx": ["GET"],
  "/predict": ["POST"],
  "/predict/csv": ["POST"],
  "/quality": ["GET"],
  "/readyz": ["GET"],
  "/traffic": ["GET"],
};

/**
 * Decides whether a request is one of the page's own.
 *
 * @param request The request.
 * @param path What follows `/api`, with its slash, as it was sent.
 * @returns The answer that refuses it, or `null` if it is to be passed on.
 */
export function refuseForeign(request: Request, path: string): Response | null {
  const methods = Object.hasOwn(PASSED, path) ? PASSED[path]! : [];
  if (methods.length === 0) return refuse(404, "The page asks nothing at this address");
  if (!methods.includes(request.method)) {
    return refuse(405, `The page asks by ${methods}: was asked by ${request.method}`, {
      allow: methods.join(", "),
    });
  }
  return null;
}

function refuse(status: number, detail: string, headers: Record<string, string> = {}): Response {
  return problemResponse({ status, title: "Not passed on", detail }, headers);
}
