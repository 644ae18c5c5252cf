import { type Options, UsageError } from "../options.ts";

/** Where images go, by name. */
export type TargetChoice =
  | { readonly kind: "registry"; readonly host: string; readonly path: string }
  | { readonly kind: "kind" | "minikube"; readonly name: string };

/**
 * Decides where images go: where the command line says, or else where the context's name points to.
 *
 * @param options The command line.
 * @param context Name of the context in use.
 * @returns The choice.
 * @throws {UsageError} If neither tells.
 */
export function chooseTarget(
  options: Pick<Options, "registry" | "kind" | "minikube">,
  context: string,
): TargetChoice {
  const { registry, kind, minikube } = options;
  if (registry !== undefined) {
    const slash = registry.indexOf("/");
    return slash === -1
      ? { kind: "registry", host: registry, path: "" }
      : { kind: "registry", host: registry.slice(0, slash), path: registry.slice(slash + 1) };
  }
  if (kind !== undefined) return { kind: "kind", name: kind };
  if (minikube !== undefined) return { kind: "minikube", name: minikube };
  if (context.startsWith("kind-")) return { kind: "kind", name: context.slice("kind-".length) };
  if (context === "minikube") return { kind: "minikube", name: context };
  throw new UsageError(
    "Cannot deploy as it must be known where images go: give --registry HOST, --kind NAME or " +
      `--minikube PROFILE (context "${context}" does not tell)`,
  );
}

/**
 * Decides which registries are asked for base images before the images' own.
 *
 * @param options The command line.
 * @param target Where images go.
 * @returns Their hosts. A registry on this machine is one: it may be all that there is.
 */
export function chooseMirrors(
  { mirror }: Pick<Options, "mirror">,
  target: TargetChoice,
): string[] {
  if (mirror !== undefined) return [mirror];
  const isHere = target.kind === "registry" &&
    /^(localhost|127\.0\.0\.1)(:\d+)?$/.test(target.host);
  return isHere ? [target.host] : [];
}
