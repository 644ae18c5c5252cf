import type { ImageSource } from "../image_source.ts";
import { fileLayer } from "../layer.ts";
import { type Content, type ImageConfig, jsonContent, MEDIA_TYPE } from "../manifest.ts";

/** A base image of one file for each of two platforms, in memory. */
export function smallBase(name = "base:1"): ImageSource & { readonly contents: readonly Content[] } {
  const layer = fileLayer([{ path: "etc/base", content: new TextEncoder().encode("base\n") }], {
    createdBy: "base",
  });
  const images = ["amd64", "arm64"].map((architecture) => {
    const config: ImageConfig = {
      architecture,
      os: "linux",
      created: "2026-01-02T03:04:05Z",
      config: {
        Env: ["PATH=/bin", "PYTHON_VERSION=3.11.2"],
        Entrypoint: ["/tini", "--", "docker-entrypoint.sh"],
        Cmd: ["--version"],
      },
      rootfs: { type: "layers", "diff_ids": [layer.diffId] },
      history: [{ created: "2026-01-02T03:04:05Z", "created_by": "base" }],
    };
    const configContent = jsonContent(MEDIA_TYPE.config, config);
    const manifest = jsonContent(MEDIA_TYPE.manifest, {
      schemaVersion: 2,
      mediaType: MEDIA_TYPE.manifest,
      config: configContent.descriptor,
      layers: [layer.descriptor],
    });
    return { architecture, config: configContent, manifest };
  });
  const index = jsonContent(MEDIA_TYPE.index, {
    schemaVersion: 2,
    mediaType: MEDIA_TYPE.index,
    manifests: images.map(({ architecture, manifest }) => ({
      ...manifest.descriptor,
      platform: { os: "linux", architecture },
    })),
  });
  const contents = [index, ...images.flatMap(({ config, manifest }) => [config, manifest]), layer];
  const find = (digest: string): Content => {
    const found = contents.find(({ descriptor }) => descriptor.digest === digest);
    if (found === undefined) throw new Error(`no ${digest} in the small base`);
    return found;
  };
  return {
    name,
    contents,
    manifest(digest = index.descriptor.digest) {
      const { descriptor, bytes } = find(digest);
      return Promise.resolve({ bytes, digest, mediaType: descriptor.mediaType });
    },
    blob: ({ digest }) => Promise.resolve(find(digest).bytes),
  };
}
