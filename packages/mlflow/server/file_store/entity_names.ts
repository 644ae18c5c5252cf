import { invalidParameter } from "../requests/refused_request.ts";

/**
 * Which ids and names MLflow 2.17.2 accepts. All of them become names of files or folders, so that
 * these rules are also what keeps requests inside the store.
 *
 * @module
 */

const RUN_ID = /^[a-zA-Z0-9][\w-]{0,255}$/;
const EXPERIMENT_ID = /^[a-zA-Z0-9][\w-]{0,63}$/;
const KEY = /^[/\p{L}\p{N}_.\- :]*$/u;
const ALIAS = /^[\p{L}\p{N}_-]{1,255}$/u;
const MAX_KEY_LENGTH = 250;

/** Longest name of a file, in bytes, on the file systems that there are. */
const MAX_NAME_BYTES = 255;

/** Whether a text can be the name of a file. */
function isFileName(text: string): boolean {
  return new TextEncoder().encode(text).length <= MAX_NAME_BYTES;
}

/**
 * Checks a run's id.
 *
 * @returns The same id.
 * @throws {RefusedRequest} If it is none.
 */
export function checkRunId(runId: string): string {
  if (!isRunId(runId)) {
    throw invalidParameter(
      `Invalid value ${JSON.stringify(runId)} for parameter 'run_id' supplied.`,
    );
  }
  return runId;
}

/**
 * Tells whether a text may be the id of a run or of a logged model.
 *
 * @returns Whether it is made like one.
 */
export function isRunId(text: string): boolean {
  return RUN_ID.test(text);
}

/**
 * Checks a logged model's name.
 *
 * @returns The same name.
 * @throws {RefusedRequest} If it holds what MLflow's URIs are made of.
 */
export function checkLoggedModelName(name: string): string {
  if (/[/:.%"']/.test(name)) {
    throw invalidParameter(
      `Invalid model name (${
        JSON.stringify(name)
      }) provided. Model name must be a non-empty string and cannot contain the following characters: / : . % " '`,
    );
  }
  return name;
}

/**
 * Checks an experiment's id.
 *
 * @returns The same id.
 * @throws {RefusedRequest} If it is none, or the name of a folder that MLflow keeps for itself.
 */
export function checkExperimentId(experimentId: string): string {
  if (!EXPERIMENT_ID.test(experimentId) || experimentId === "models") {
    throw invalidParameter(`Invalid experiment ID: '${experimentId}'`);
  }
  return experimentId;
}

/**
 * Checks the key of a parameter, metric or tag; `a/b` is a nested folder.
 *
 * @returns Its segments.
 * @throws {RefusedRequest} If it has other characters, is too long or is no normal path.
 */
export function keySegments(key: string): string[] {
  const segments = key.split("/");
  if (!KEY.test(key)) {
    throw invalidParameter(
      `Invalid value ${
        JSON.stringify(key)
      } for parameter 'name' supplied: Names may only contain alphanumerics, underscores (_), dashes (-), periods (.), spaces ( ), colon(:) and slashes (/).`,
    );
  }
  if (segments.some((segment) => ["", ".", ".."].includes(segment))) {
    throw invalidParameter(
      `Invalid value ${
        JSON.stringify(key)
      } for parameter 'name' supplied: Names may be treated as files in certain cases, and must not resolve to other names when treated as such.`,
    );
  }
  if ([...key].length > MAX_KEY_LENGTH) {
    throw invalidParameter(
      `Key '${key}' exceeds the maximum length of ${MAX_KEY_LENGTH} characters`,
    );
  }
  if (!segments.every(isFileName)) {
    throw invalidParameter(`Key '${key}' exceeds the maximum length of ${MAX_NAME_BYTES} bytes`);
  }
  return segments;
}

/**
 * Checks an experiment's name.
 *
 * @returns The same name.
 * @throws {RefusedRequest} If it is empty or too long.
 */
export function checkExperimentName(name: string): string {
  if (name === "") throw invalidParameter("Invalid experiment name: ''");
  if ([...name].length > 500) {
    throw invalidParameter("'name' exceeds the maximum length of 500 characters");
  }
  return name;
}

/**
 * Checks a registered model's name, which is the name of a folder.
 *
 * @returns The same name.
 * @throws {RefusedRequest} If it is empty, or cannot be a folder's name.
 */
export function checkModelName(name: string): string {
  if (name === "") throw invalidParameter("Registered model name cannot be empty.");
  if ([".", ".."].includes(name) || /[/\\%\p{Cc}]/u.test(name)) {
    throw invalidParameter(
      `Invalid name: ${
        JSON.stringify(name)
      }. Registered model name cannot contain path separator, '%' or control characters`,
    );
  }
  if (!isFileName(name)) {
    throw invalidParameter("Registered model name exceeds the maximum length of 255 bytes");
  }
  return name;
}

/**
 * Checks an alias.
 *
 * @returns The same alias.
 * @throws {RefusedRequest} If it has other characters, is too long or is reserved.
 */
export function checkAlias(alias: string): string {
  if (alias === "") throw invalidParameter("Registered model alias name cannot be empty.");
  if (!ALIAS.test(alias) || !isFileName(alias)) {
    throw invalidParameter(
      `Invalid alias name: ${
        JSON.stringify(alias)
      }. Names may only contain alphanumerics, underscores (_), and dashes (-), and at most 255 bytes of them.`,
    );
  }
  if (alias.toLowerCase() === "latest") {
    throw invalidParameter("'latest' alias name (case insensitive) is reserved.");
  }
  if (/^v\d+$/i.test(alias)) {
    throw invalidParameter(`Version alias name '${alias}' is reserved.`);
  }
  return alias;
}

/**
 * Checks a model version's number.
 *
 * @param version The number, as text.
 * @returns The same text.
 * @throws {RefusedRequest} If it is no positive integer.
 */
export function checkVersion(version: string): string {
  if (!/^[1-9]\d{0,8}$/.test(version)) {
    throw invalidParameter(`Model version must be an integer, got ${JSON.stringify(version)}`);
  }
  return version;
}
