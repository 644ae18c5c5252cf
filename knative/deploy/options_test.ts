import { deepEqual, equal, throws } from "node:assert/strict";
import { parseOptions } from "./options.ts";

Deno.test("parseOptions() reads a deployment to a registry", () => {
  const options = parseOptions([
    "deploy",
    "--context=c",
    "--registry=https://ghcr.io/me/",
    "--overlay=production",
    "--timeout",
    "30",
    "--dry-run",
  ]);
  equal(options.command, "deploy");
  equal(options.context, "c");
  equal(options.registry, "ghcr.io/me");
  equal(options.overlay, "production");
  equal(options.timeoutMs, 30_000);
  equal(options.isDryRun, true);
  equal(options.installsKnative, false);
});

Deno.test("parseOptions() has the workshop as its default", () => {
  const { overlay, timeoutMs, saysYes, part } = parseOptions(["undeploy"]);
  deepEqual({ overlay, timeoutMs, saysYes, part }, {
    overlay: "workshop",
    timeoutMs: 600_000,
    saysYes: false,
    part: undefined,
  });
  equal(parseOptions(["train"]).nShards, 1);
  equal(parseOptions(["train", "--shards", "4"]).nShards, 4);
  equal(parseOptions(["logs", "predict", "--follow"]).part, "predict");
});

Deno.test("parseOptions() hands on what follows -- to the training", () => {
  const place = ["--table=penguins.csv", "--target", "species"];
  const options = parseOptions(["deploy", ...place, "--", "--n-estimators", "300", "--timeout=x"]);
  deepEqual(options.trainArgs, ["--n-estimators", "300", "--timeout=x"]);
  deepEqual(parseOptions(["deploy", ...place]).trainArgs, []);
});

Deno.test("parseOptions() says what is wrong", () => {
  const cases: [string[], RegExp][] = [
    [
      [],
      /command must be one of deploy, render, rollback, train, undeploy, logs, open, backup, backups, restore: is ""/,
    ],
    [["destroy"], /is "destroy"/],
    [["deploy", "--namespace", "Second"], /--namespace must be lower-case .* is "Second"/],
    [["deploy", "--namespace", "kube-system"], /none of the cluster's own: is "kube-system"/],
    [
      ["deploy", "--canary", "60"],
      /--canary must be a whole number of percent from 1 to 50: is "60"/,
    ],
    [["rollback", "--canary", "10"], /--canary is for deploy only: got it with "rollback"/],
    [["deploy", "predict"], /"deploy" takes options only: got "predict"/],
    [["logs", "a", "b"], /command must be/],
    [["deploy", "--registry=a", "--kind=b"], /give one of --registry, --kind and --minikube/],
    [
      ["deploy", "--overlay=../test"],
      /--overlay must be a folder of knative.overlays: is "...test"/,
    ],
    [["deploy", "--timeout=soon"], /--timeout must be a whole number of seconds from 1: is "soon"/],
    [["train", "--shards=0"], /--shards must be a whole number from 1 to 1000: is "0"/],
    [["deploy", "--shards=4"], /--shards is for train:cluster only: got it with "deploy"/],
    [["render", "--registry=a"], /render needs --registry HOST for the images and --out FOLDER/],
    [["deploy", "--out=a"], /belong to "render"/],
    [["restore", "a", "--to=latest"], /--to TIME belongs to "restore", in the place of/],
    [["restore", "--to=yesterday"], /--to must be a moment as 2026-11-30T12:00:00Z, or "latest"/],
    [
      ["deploy", "--", "--cv", "5"],
      /flags of the training after -- need --table FILE: got "--cv 5"/,
    ],
    [["deploy", "--registri=a"], /Unknown option '--registri'/],
  ];
  for (const [args, message] of cases) {
    throws(() => parseOptions(args), { name: "UsageError", message });
  }
});
