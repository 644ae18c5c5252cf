/**
 * Makes MLflow's image with what it needs for Postgres. `k8s/mlflow/Dockerfile` does the same.
 *
 * @module
 */
import {
  type BaseImage,
  buildImage,
  buildIndex,
  type Component,
  fileLayer,
  type ImageSource,
  pickWheel,
  type PinnedWheel,
  type PlatformImage,
  PLATFORMS,
  readBaseImages,
  unpackWheel,
} from "@mlops/oci";
import { ApplyError } from "./apply_error.ts";
import type { BuiltImage } from "./image_builder.ts";

/** Image of MLflow's tracking server that the project is tested with. */
export const MLFLOW_IMAGE = "ghcr.io/mlflow/mlflow:v2.17.2";

const PACKAGE = "psycopg2-binary";
const VERSION = "2.9.10";

/** Folder of the wheel; of its own, so that nothing of the base is hidden. */
const FOLDER = "opt/psycopg2";

/** MLflow's image has Python 3.10, and some rebuilds of it 3.11. */
const WHEELS: readonly PinnedWheel[] = [
  wheel("cp310", "linux/amd64", "7f4152f8f76d2023aac16285576a9ecd2b11a9895373a1f10fd9db54b3ff06b4"),
  wheel("cp310", "linux/arm64", "2ad26b467a405c798aaa1458ba09d7e2b6e5f96b1ce0ac15d82fd9f95dc38a92"),
  wheel("cp311", "linux/amd64", "512d29bb12608891e349af6a0cccedce51677725a921c07dba6342beaf576f9a"),
  wheel("cp311", "linux/arm64", "b5f86c56eeb91dc3135b3fd8a95dc7ae14c538a2f3ad77a19645cf55bab1799c"),
];

function wheel(
  python: string,
  ...[platform, sha256]: [platform: PinnedWheel["platform"], sha256: string]
): PinnedWheel {
  const processor = platform === "linux/amd64" ? "x86_64" : "aarch64";
  const tags = `manylinux_2_17_${processor}.manylinux2014_${processor}`;
  const fileName = `psycopg2_binary-${VERSION}-${python}-${python}-${tags}.whl`;
  return { fileName, python, platform, sha256 };
}

/**
 * Gets a wheel.
 *
 * @returns Its bytes, not yet verified.
 */
export type FetchWheel = (wheel: PinnedWheel) => Promise<Uint8Array>;

/**
 * Puts psycopg2 on MLflow's image.
 *
 * @param options What finds the base, and what gets a wheel.
 * @returns The image; the same for the same base.
 * @throws {ApplyError} If the base does not tell its Python, or no pinned wheel fits it.
 */
export async function buildMlflowImage(
  options: { findBase: (name: string) => Promise<ImageSource>; fetchWheel: FetchWheel },
): Promise<BuiltImage> {
  const bases = await readBaseImages(await options.findBase(MLFLOW_IMAGE), PLATFORMS);
  const images: PlatformImage[] = [];
  const components: Component[] = [];
  for (const base of bases) {
    const chosen = pickWheel(WHEELS, {
      pythonVersion: pythonVersion(base),
      platform: base.platform,
    });
    const files = unpackWheel(await options.fetchWheel(chosen), {
      wheel: chosen,
      into: FOLDER,
    });
    const layer = fileLayer(files, { createdBy: `${PACKAGE} ${VERSION} in /${FOLDER}` });
    images.push(buildImage(base, {
      layers: [layer],
      environment: { PYTHONPATH: `/${FOLDER}` },
      labels: { "org.opencontainers.image.title": "MLflow tracking server with psycopg2" },
    }));
    components.push(componentOf(chosen));
  }
  return { name: "mlflow-postgres", image: buildIndex(images), components };
}

function pythonVersion({ config, source }: BaseImage): string {
  const variable = config.config?.Env?.find((entry) => entry.startsWith("PYTHON_VERSION="));
  if (variable !== undefined) return variable.slice("PYTHON_VERSION=".length);
  throw new ApplyError(
    `Cannot choose a wheel as "${source.name}" must tell its PYTHON_VERSION: it does not`,
  );
}

function componentOf({ fileName, sha256 }: PinnedWheel): Component {
  return {
    key: `pypi:${fileName}`,
    name: PACKAGE,
    version: VERSION,
    purl: `pkg:pypi/${PACKAGE}@${VERSION}?file_name=${fileName}`,
    hash: { algorithm: "SHA-256", hex: sha256 },
    dependencies: [],
  };
}
