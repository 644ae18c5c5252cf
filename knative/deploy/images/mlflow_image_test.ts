import { deepEqual, equal, rejects } from "node:assert/strict";
import { buildMlflowImage } from "./mlflow_image.ts";
import { pythonBase } from "../testing/python_base.ts";

const nothing = () => Promise.resolve(new Uint8Array());

Deno.test("buildMlflowImage() asks for the wheel of the base's Python", async () => {
  for (const [version, tag] of [["3.10.14", "cp310"], ["3.11.2", "cp311"]]) {
    const asked: string[] = [];
    const build = buildMlflowImage({
      findBase: (name) => Promise.resolve(pythonBase(name, version)),
      fetchWheel(wheel) {
        asked.push(wheel.fileName);
        return nothing();
      },
    });
    // What comes is not the pinned wheel, and so it goes no further.
    await rejects(build, {
      name: "RangeError",
      message: /must be sha256:[0-9a-f]{64}: is sha256:e3b0/,
    });
    deepEqual(asked, [
      `psycopg2_binary-2.9.10-${tag}-${tag}-manylinux_2_17_x86_64.manylinux2014_x86_64.whl`,
    ]);
  }
});

Deno.test("buildMlflowImage() does not guess a Python", async () => {
  const build = (version?: string) =>
    buildMlflowImage({
      findBase: (name) => Promise.resolve(pythonBase(name, version)),
      fetchWheel: nothing,
    });
  await rejects(build(), {
    name: "ApplyError",
    message: 'Cannot choose a wheel as "ghcr.io/mlflow/mlflow:v2.17.2" must tell its ' +
      "PYTHON_VERSION: it does not",
  });
  await rejects(build("3.13.0"), { name: "RangeError", message: /must fit Python 3.13.0/ });
});

Deno.test("buildMlflowImage() reads no layer of its base", async () => {
  const base = pythonBase("b", "3.11.2");
  const read: string[] = [];
  const watched = {
    ...base,
    blob: (descriptor: Parameters<typeof base.blob>[0]) => {
      read.push(descriptor.mediaType);
      return base.blob(descriptor);
    },
  };
  await rejects(
    buildMlflowImage({ findBase: () => Promise.resolve(watched), fetchWheel: nothing }),
  );
  equal(read.join(), "application/vnd.oci.image.config.v1+json");
});

Deno.test("buildMlflowImage() asks for boto3 and what it needs where artifacts go to a bucket", async () => {
  const asked: string[] = [];
  await rejects(buildMlflowImage({
    findBase: (name) => Promise.resolve(pythonBase(name, "3.11.2")),
    fetchWheel(wheel) {
      asked.push(wheel.fileName);
      return nothing();
    },
    isForS3: true,
  }));
  deepEqual(asked, ["boto3-1.44.8-py3-none-any.whl"]);
});
