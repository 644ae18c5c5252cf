import { format } from "@std/fmt/bytes";
import type { Candidate } from "./sign_model.ts";

/**
 * Shows what a signature would say, for people.
 *
 * @param candidate The version.
 * @returns Lines.
 */
export function describeCandidate({ version, statement }: Candidate): string[] {
  const { name, runId, files, about } = statement;
  const width = Math.max(...files.map(({ path }) => quoted(path).length));
  const sizeBytes = files.reduce((sum, file) => sum + file.sizeBytes, 0);
  return [
    `${quoted(name)} version ${quoted(version)}, ${
      runId === "" ? "of no run" : `of run ${quoted(runId)}`
    }`,
    ...Object.entries(about).map(([key, value]) => `  ${key.replaceAll("_", " ")}: ${show(value)}`),
    `  ${files.length} files, ${format(sizeBytes)}:`,
    ...files.map((file) =>
      `    ${quoted(file.path).padEnd(width)}  ${
        format(file.sizeBytes).padStart(9)
      }  ${file.sha256}`
    ),
  ];
}

function show(value: unknown): string {
  if (!Array.isArray(value)) return quoted(`${value}`);
  if (value.length === 0) return "none";
  return value.map((one) => quoted(typeof one === "string" ? one : describeField(one))).join(", ");
}

function describeField({ name, type }: { name: string | null; type: string }): string {
  return name === null ? type : `${name} (${type})`;
}

/** Shown as it is where it cannot mislead: what a registry holds may carry line breaks and colours. */
function quoted(text: string): string {
  return /^[\p{L}\p{N}\p{P}\p{S} ]*$/u.test(text) ? text : JSON.stringify(text);
}
