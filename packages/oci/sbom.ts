/**
 * Lists what an image holds, as CycloneDX.
 *
 * @module
 */
import type { LockedPackage } from "./lock_file.ts";

/** Media type of the list (registered by CycloneDX). */
export const SBOM_MEDIA_TYPE = "application/vnd.cyclonedx+json";

/** Something that an image holds. */
export interface Component {
  /** Key that dependencies name. */
  readonly key: string;
  /** Name without its scope. */
  readonly name: string;
  /** Scope or owner. */
  readonly group?: string;
  /** Exact version. */
  readonly version: string;
  /** Package URL, where one is defined for the registry. */
  readonly purl?: string;
  /** Hash of the package as its registry delivers it, hexadecimal. */
  readonly hash?: { readonly algorithm: "SHA-256" | "SHA-512"; readonly hex: string };
  /** Keys of what it needs. */
  readonly dependencies: readonly string[];
}

/**
 * Describes packages of a lock file.
 *
 * @param packages The packages by key.
 * @returns One component for each, in the same order.
 */
export function lockComponents(packages: ReadonlyMap<string, LockedPackage>): Component[] {
  return [...packages].map(([key, { registry, name, version, integrity, dependencies }]) => {
    const [scope, bare] = name.startsWith("@") ? name.split("/", 2) : [undefined, name];
    const base = {
      key,
      name: bare ?? name,
      ...(scope === undefined ? {} : { group: scope }),
      version,
      dependencies: dependencies.filter((dependency) => packages.has(dependency)),
    };
    if (registry === "jsr") return { ...base, hash: { algorithm: "SHA-256", hex: integrity } };
    return {
      ...base,
      purl: `pkg:npm/${name.replace("@", "%40")}@${version}`,
      ...sha512Of(integrity),
    };
  });
}

function sha512Of(integrity: string): Pick<Component, "hash"> {
  const match = /^sha512-([A-Za-z0-9+/=]+)$/.exec(integrity);
  if (match?.[1] === undefined) return {};
  const hex = Uint8Array.fromBase64(match[1]).toHex();
  return { hash: { algorithm: "SHA-512", hex } };
}

/**
 * Writes a software bill of materials (CycloneDX 1.6, JSON), without date and serial number, so that
 * it depends on its contents alone.
 *
 * @example An image with one package
 * ```ts
 * import { formatSbom } from "@mlops/oci";
 * import { equal } from "node:assert/strict";
 *
 * const hono = { key: "npm:hono@4.13.19", name: "hono", version: "4.13.19", dependencies: [] };
 * const bom = JSON.parse(formatSbom("predict", [hono]));
 * equal(bom.components[0].version, "4.13.19");
 * ```
 *
 * @param subject Name of the image.
 * @param components What it holds.
 * @returns The document.
 */
export function formatSbom(subject: string, components: readonly Component[]): string {
  const needed = new Set(components.flatMap(({ dependencies }) => dependencies));
  const direct = components.map(({ key }) => key).filter((key) => !needed.has(key));
  return JSON.stringify({
    bomFormat: "CycloneDX",
    specVersion: "1.6",
    version: 1,
    metadata: { component: { type: "container", "bom-ref": subject, name: subject } },
    components: components.map(({ key, name, group, version, purl, hash }) => ({
      type: "library",
      "bom-ref": key,
      ...(group === undefined ? {} : { group }),
      name,
      version,
      ...(hash === undefined ? {} : { hashes: [{ alg: hash.algorithm, content: hash.hex }] }),
      ...(purl === undefined ? {} : { purl }),
    })),
    dependencies: [
      { ref: subject, dependsOn: direct },
      ...components.map(({ key, dependencies }) => ({ ref: key, dependsOn: dependencies })),
    ],
  });
}
