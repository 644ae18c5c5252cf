import type { Right } from "@mlops/rights";
import { problemResponse } from "./problem.ts";

/** What the page asks at an address of the prediction service, and who may. */
interface Passed {
  readonly method: "GET" | "POST";
  readonly right: Right;
  /** Whether a service may keep none of it, which it tells by 404. */
  readonly mayBeNone?: boolean;
}

const READ: Passed = { method: "GET", right: "read" };
const LOGGED: Passed = { ...READ, mayBeNone: true };
const PREDICT: Passed = { method: "POST", right: "predict" };

/**
 * What the page asks of the prediction service. Nothing else is passed on: whoever sees the page does not
 * thereby tell outcomes, load models or speak the service's other protocols.
 */
const PASSED: Readonly<Record<string, Passed>> = {
  "/audit": READ,
  "/drift": LOGGED,
  "/explain": PREDICT,
  "/health": READ,
  "/metrics": READ,
  "/model": READ,
  "/model/onnx": READ,
  "/predict": PREDICT,
  "/predict/csv": PREDICT,
  "/quality": LOGGED,
  "/readyz": READ,
  "/traffic": LOGGED,
};

/**
 * Decides whether a request is one of the page's own.
 *
 * @param request The request.
 * @param path What follows `/api`, with its slash, as it was sent.
 * @returns The answer that refuses it, or the right that whoever asks must have.
 */
export function rightOfApi(request: Request, path: string): Response | Right {
  const passed = Object.hasOwn(PASSED, path) ? PASSED[path] : undefined;
  if (passed === undefined) return refuse(404, "The page asks nothing at this address");
  const { method, right } = passed;
  if (request.method === method) return right;
  return refuse(405, `The page asks by ${method}: was asked by ${request.method}`, {
    allow: method,
  });
}

/**
 * Tells the page that there is none of what it asked for, where that is no fault: a browser's console
 * has any 404 for an error of the page, but not an answer without content.
 *
 * @param path What follows `/api`, with its slash.
 * @param answer The service's answer.
 * @returns The answer, or 204 in the place of a 404.
 */
export async function withoutFault(path: string, answer: Response): Promise<Response> {
  if (answer.status !== 404 || PASSED[path]?.mayBeNone !== true) return answer;
  await answer.body?.cancel();
  return nothingKept();
}

/**
 * Answers that there is none.
 *
 * @returns An answer without content.
 */
export function nothingKept(): Response {
  return new Response(null, { status: 204 });
}

function refuse(status: number, detail: string, headers: Record<string, string> = {}): Response {
  return problemResponse({ status, title: "Not passed on", detail }, headers);
}
