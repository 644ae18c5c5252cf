import { SAMPLE_PATIENT } from "@mlops/tasks/diabetes";
import type { Authenticator } from "@mlops/rights";
import type { Hono } from "hono";
import { readConfig } from "../config.ts";
import { createService, type Service } from "../create_service.ts";
import { createLogger } from "../logger.ts";
import { ownFiles } from "../run/own_files.ts";
import { loadSmallModel, smallDiabetesModel, type SmallModel } from "./small_models.ts";

/** The service without a socket and without a registry. */
export interface TestedApp extends Service {
  /** Lines of its log so far, parsed. */
  readonly log: Record<string, unknown>[];
}

/** A patient whose Glucose lies beyond the threshold of the small diabetes model. */
export const PATIENT = SAMPLE_PATIENT;

/**
 * Assembles the service with a model in memory that nobody follows.
 *
 * @param options `model` is the champion, `null` for none (default: the small diabetes model);
 * `env` holds environment variables; `authenticator` finds out who asks (default: rights are off).
 * @returns The service.
 */
export async function testedApp(
  { model = smallDiabetesModel(), env = {}, authenticator = null }: {
    model?: SmallModel | null;
    env?: Record<string, string>;
    authenticator?: Authenticator | null;
  } = {},
): Promise<TestedApp> {
  const log: Record<string, unknown>[] = [];
  const logger = createLogger((line) => log.push(JSON.parse(line)), () => 0);
  const config = readConfig((name) => env[name]);
  const { documentation } = ownFiles();
  const service = createService(config, { logger, documentation, authenticator });
  if (model !== null) {
    const loaded = await loadSmallModel(model);
    service.store.assign("champion", {
      model: loaded,
      role: "champion",
      alias: "champion",
      traffic: 0,
    });
    service.store.trouble = null;
  }
  return { ...service, log };
}

/**
 * Posts a JSON body.
 *
 * @param app The service's HTTP side.
 * @param body The value to send, or a text to send as it is.
 * @returns The answer.
 */
export async function postJson(app: Hono, path: string, body: unknown): Promise<Response> {
  return await app.request(path, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
}
