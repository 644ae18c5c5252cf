import { fileLayer, type ImageConfig, type ImageSource, jsonContent, MEDIA_TYPE } from "@mlops/oci";

/** A base image for linux/amd64, in memory, that tells this version of Python. */
export function pythonBase(name: string, pythonVersion?: string): ImageSource {
  const file = { path: "etc/base", content: new TextEncoder().encode("base\n") };
  const layer = fileLayer([file], { createdBy: "base" });
  const config: ImageConfig = {
    architecture: "amd64",
    os: "linux",
    config: { Env: pythonVersion === undefined ? [] : [`PYTHON_VERSION=${pythonVersion}`] },
    rootfs: { type: "layers", "diff_ids": [layer.diffId] },
  };
  const configContent = jsonContent(MEDIA_TYPE.config, config);
  const manifest = jsonContent(MEDIA_TYPE.manifest, {
    schemaVersion: 2,
    mediaType: MEDIA_TYPE.manifest,
    config: configContent.descriptor,
    layers: [layer.descriptor],
  });
  const contents = [manifest, configContent, layer];
  return {
    name,
    manifest: () => Promise.resolve({ ...manifest, ...manifest.descriptor }),
    blob({ digest }) {
      const found = contents.find(({ descriptor }) => descriptor.digest === digest);
      return found === undefined ? Promise.reject(new Error(digest)) : Promise.resolve(found.bytes);
    },
  };
}
