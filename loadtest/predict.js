// @ts-check
/**
 * The load on the prediction service, in k6. It works as it stands against a service on this machine:
 *
 *     k6 run loadtest/predict.js
 *
 * and with BASE_URL, HOST, PROFILE, RATE, VUS, DURATION_SECONDS against any other. Every row is a real
 * patient of the data set, and every answer is compared with the reference model's.
 */
import { check } from "k6";
import exec from "k6/execution";
import http from "k6/http";
import { Counter } from "k6/metrics";
import { thresholdsOf } from "./profile.ts";
import { PROFILES } from "./profiles.ts";
import { reportHtml } from "./report.ts";
import { registerSecondVersion, removeSecondVersion, setChampion } from "./rollout.ts";
import { readSettings } from "./settings.ts";
import { FAILURES, summarize, summaryText } from "./summary.ts";

/** @type {import("./reference_answer.ts").ReferenceAnswer[]} */
const REFERENCE_ANSWERS = JSON.parse(open("./reference_answers.json"));

/** Scores are doubles, summed in the same order: they may differ only by how JSON prints them. */
const TOLERANCE = 1e-12;

const settings = readSettings(__ENV, Object.keys(PROFILES));
const profile = PROFILES[settings.profile];
if (profile === undefined) throw new RangeError(settings.profile);

/** What the stack on this machine keeps, from this script on. */
const STACK = "../.stack";

/** k6 makes no folder, so reports go into the stack's own where it is there. */
const reportDirectory = settings.reportDirectory ?? stackFolder();

export const options = {
  scenarios: profile.scenarios(settings),
  thresholds: thresholdsOf(profile.bounds),
  summaryTrendStats: ["avg", "min", "med", "max", "p(90)", "p(95)", "p(99)", "count"],
};

const answersOfFirst = new Counter("answers_of_first_version");
const answersOfSecond = new Counter("answers_of_second_version");

/** How a request may fail: no answer, refused by the service, by Knative, by the ingress. */
const failures = new Map(
  [0, 429, 500, 502, 503, 504].map((status) => [status, new Counter(`${FAILURES}${status}`)]),
);

/** Headers that every request carries; an ingress routes by the host's name. */
const headers = {
  "content-type": "application/json",
  ...settings.host === null ? {} : { host: settings.host },
};

/** Wakes a pod where the profile asks for one, and registers what the rollout profile needs. */
export function setup() {
  if (profile?.isWarm === true) http.get(`${settings.baseUrl}/readyz`, { headers });
  return settings.profile === "rollout" ? registerSecondVersion(settings.trackingUri) : null;
}

/**
 * Sends one patient and checks the answer.
 *
 * @param {import("./rollout.ts").RolloutVersions | null} versions Both versions of a rollout.
 */
export default function (versions) {
  const reference = REFERENCE_ANSWERS[Math.floor(Math.random() * REFERENCE_ANSWERS.length)];
  if (reference === undefined) throw new RangeError("reference_answers.json is empty");
  const response = http.post(`${settings.baseUrl}/predict`, JSON.stringify(reference.patient), {
    headers,
    tags: { name: "POST /predict" },
  });
  if (response.status !== 200) failures.get(response.status)?.add(1);
  const answer = response.status === 200 ? JSON.parse(String(response.body)) : null;
  check(answer, {
    "answered 200": (given) => given !== null,
    "probability as the reference model's": (given) =>
      given !== null && Math.abs(given.probability - reference.probability) <= TOLERANCE,
    "class and risk level as the reference model's": (given) =>
      given !== null && given.has_diabetes === reference.hasDiabetes &&
      given.risk_level === reference.riskLevel,
  });
  if (versions === null) return;
  const version = response.headers["X-Model-Version"];
  if (version === versions.first) answersOfFirst.add(1);
  if (version === versions.second) answersOfSecond.add(1);
}

/**
 * Moves the alias to the other version; the rollout profile runs it every few seconds.
 *
 * @param {import("./rollout.ts").RolloutVersions} versions Both versions.
 */
export function moveAlias(versions) {
  const isOdd = exec.scenario.iterationInTest % 2 === 1;
  setChampion(settings.trackingUri, isOdd ? versions.first : versions.second);
}

/**
 * Leaves the registry as it was.
 *
 * @param {import("./rollout.ts").RolloutVersions | null} versions Both versions of a rollout.
 */
export function teardown(versions) {
  if (versions !== null) removeSecondVersion(settings.trackingUri, versions);
}

/**
 * Prints a short summary, and writes it as JSON and as a page.
 *
 * @param {import("./summary.ts").K6Data} data What k6 measured.
 */
export function handleSummary(data) {
  const summary = summarize(data, {
    profile: settings.profile,
    target: settings.baseUrl,
    bounds: profile?.bounds ?? [],
  });
  if (reportDirectory === "-") return { stdout: `${JSON.stringify(summary)}\n` };
  const text = `\n${summaryText(summary)}\n`;
  if (reportDirectory === null) {
    return { stdout: `${text}\n  no report: there is no .stack, and REPORT_DIR names no folder\n` };
  }
  return {
    stdout: `${text}\n  ${reportDirectory}/report.html\n`,
    [`${reportDirectory}/summary.json`]: JSON.stringify(summary, null, 2),
    [`${reportDirectory}/report.html`]: reportHtml(summary, []),
  };
}

/**
 * Finds the stack's folder. k6 can only open files: of a folder it says that it is
 * one, and of what is missing that there is no such file.
 *
 * @returns Its path, or `null` if there is none.
 */
function stackFolder() {
  try {
    open(STACK);
  } catch (error) {
    if (!/director/.test(String(error)) || /no such/.test(String(error))) return null;
  }
  return import.meta.resolve(STACK).replace(/^file:\/\//, "");
}
