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
  type TarFile,
  unpackWheel,
  type Wheel,
} from "@mlops/oci";
import { ApplyError } from "../apply_error.ts";
import type { BuiltImage } from "./image_builder.ts";

/** Image of MLflow's tracking server that the project is tested with. */
const MLFLOW_IMAGE = "ghcr.io/mlflow/mlflow:v2.17.2";

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

/** What MLflow needs for a bucket besides what its image has: boto3, and what that needs. */
const FOR_S3: readonly Wheel[] = [
  pure("boto3-1.44.8", "099caf21553bbbfef118904aa02fadb8776a534704cf00bede0ed9f29a4da88e"),
  pure("botocore-1.44.8", "76342a76c338701db80dcb8afe1c9bd079283d6fffbb9d881442abb02a215043"),
  pure("jmespath-1.1.0", "a5663118de4908c91729bea0acadca56526eb2698e83de10cd116ae0f4e97c64"),
  pure("s3transfer-0.19.3", "24eb7535804306355e31c952a90022bf5b2f9d760f9a11062c7493a217c08553"),
];

/** Folder of those. */
const S3_FOLDER = "opt/boto3";

function pure(name: string, sha256: string): Wheel {
  return { fileName: `${name}-py3-none-any.whl`, sha256 };
}

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
export type FetchWheel = (wheel: Wheel) => Promise<Uint8Array>;

/**
 * Unpacks what MLflow needs for artifacts in a bucket.
 *
 * @param fetchWheel Gets a wheel.
 * @param into Folder, without a leading slash.
 * @returns The files, for a folder of `PYTHONPATH`.
 * @throws {RangeError} If a wheel is not the pinned one.
 */
export async function unpackBoto3(fetchWheel: FetchWheel, into: string): Promise<TarFile[]> {
  const files: TarFile[] = [];
  for (const wheel of FOR_S3) files.push(...unpackWheel(await fetchWheel(wheel), { wheel, into }));
  return files;
}

/**
 * Puts psycopg2 on MLflow's image, and boto3 where artifacts go to a bucket.
 *
 * @param options What finds the base, what gets a wheel, and where artifacts go.
 * @returns The image; the same for the same base.
 * @throws {ApplyError} If the base does not tell its Python, or no pinned wheel fits it.
 */
export async function buildMlflowImage(
  options: {
    findBase: (name: string) => Promise<ImageSource>;
    fetchWheel: FetchWheel;
    isForS3?: boolean;
  },
): Promise<BuiltImage> {
  const { isForS3 = false } = options;
  const bases = await readBaseImages(await options.findBase(MLFLOW_IMAGE), PLATFORMS);
  const images: PlatformImage[] = [];
  const components: Component[] = isForS3 ? FOR_S3.map(componentOf) : [];
  // One layer for all platforms.
  const s3Layers = isForS3
    ? [fileLayer(await unpackBoto3(options.fetchWheel, S3_FOLDER), { createdBy: "boto3" })]
    : [];
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
      layers: [layer, ...s3Layers],
      environment: { PYTHONPATH: isForS3 ? `/${FOLDER}:/${S3_FOLDER}` : `/${FOLDER}` },
      labels: { "org.opencontainers.image.title": "MLflow tracking server with psycopg2" },
    }));
    components.push(componentOf(chosen));
  }
  return { name: isForS3 ? "mlflow-s3" : "mlflow-postgres", image: buildIndex(images), components };
}

function pythonVersion({ config, source }: BaseImage): string {
  const variable = config.config?.Env?.find((entry) => entry.startsWith("PYTHON_VERSION="));
  if (variable !== undefined) return variable.slice("PYTHON_VERSION=".length);
  throw new ApplyError(
    `Cannot choose a wheel as "${source.name}" must tell its PYTHON_VERSION: it does not`,
  );
}

function componentOf({ fileName, sha256 }: Wheel): Component {
  const [file = "", version = ""] = fileName.split("-");
  const name = file.replaceAll("_", "-");
  return {
    key: `pypi:${fileName}`,
    name,
    version,
    purl: `pkg:pypi/${name}@${version}?file_name=${fileName}`,
    hash: { algorithm: "SHA-256", hex: sha256 },
    dependencies: [],
  };
}
