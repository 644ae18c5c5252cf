import { deepEqual, equal, match } from "node:assert/strict";
import { parse } from "yaml";
import type { LiveObject } from "../knative/checklist/cluster.ts";
import {
  makeCertificate,
  type ServerCertificate,
} from "../knative/overlays/production/make_certificate.ts";
import { withBlanks, withoutMarks } from "./engine/blanks.ts";
import { localPlace } from "./engine/local_place.ts";
import type { Place } from "./engine/place.ts";
import exercise from "./exercises/08-entry/exercise.ts";

const FILES = new URL("exercises/08-entry/files/", import.meta.url);
const marked = await Deno.readTextFile(new URL("entry-ingress.yaml", FILES));
const certificate = await makeCertificate(
  ["diabetes.lab.test", "mlflow.lab.test"],
  new Date(),
);

const SERVICES: Readonly<Record<string, string>> = {
  "page-service:8501": "page",
  "ml-api-service:8000": "api",
  "mlflow-service:5000": "mlflow",
};

interface Ingress {
  readonly metadata: { readonly annotations?: Readonly<Record<string, string>> };
  readonly spec: {
    readonly rules: readonly {
      readonly host: string;
      readonly http: { readonly paths: readonly Path[] };
    }[];
    readonly tls?: readonly { readonly hosts: readonly string[]; readonly secretName: string }[];
  };
}

interface Path {
  readonly path: string;
  readonly pathType: string;
  readonly backend: {
    readonly service: { readonly name: string; readonly port: { readonly number: number } };
  };
}

/** A controller that does what an Ingress says, with the stand-ins behind it. */
function controller(ingress: Ingress, { isSecure, promises }: {
  isSecure: boolean;
  promises: boolean;
}) {
  return (request: Request): Response => {
    const { pathname } = new URL(request.url);
    const host = request.headers.get("host") ?? "";
    const isForced = ingress.metadata.annotations?.["ingress.kubernetes.io/force-ssl-redirect"];
    if (!isSecure && isForced === "true") {
      const headers = { location: `https://${host}${pathname}` };
      return new Response(null, { status: 301, headers });
    }
    const paths = ingress.spec.rules.find((rule) => rule.host === host)?.http.paths ?? [];
    const found = paths.toSorted((a, b) => b.path.length - a.path.length).find((
      { path, pathType },
    ) =>
      path === pathname || pathType === "Prefix" && pathname.startsWith(path.replace(/\/?$/, "/"))
    );
    if (found === undefined) return new Response(null, { status: 404 });
    const { name, port } = found.backend.service;
    const from = SERVICES[`${name}:${port.number}`];
    if (from === undefined) return new Response(null, { status: 503 });
    const headers = new Headers();
    if (from === "page" && isSecure && promises) {
      headers.set("strict-transport-security", "max-age=31536000");
    }
    return Response.json({ from, path: pathname }, { headers });
  };
}

const encoded = (text: string) => new TextEncoder().encode(text).toBase64();

/** What the steps say of an Ingress, by those that do not hold. */
async function faults(
  text: string,
  { secret = certificate, promises = true }: {
    secret?: ServerCertificate;
    promises?: boolean;
  } = {},
): Promise<Map<string, string>> {
  const ingress = parse(text) as LiveObject & Ingress;
  const listen = { hostname: "127.0.0.1", port: 0, onListen: () => {} };
  const served = ingress.spec.tls?.[0]?.secretName === "entry-tls" ? secret : undefined;
  await using plain = Deno.serve(listen, controller(ingress, { isSecure: false, promises }));
  await using secure = served === undefined ? null : Deno.serve(
    { ...listen, cert: served.certificate, key: served.privateKey },
    controller(ingress, { isSecure: true, promises }),
  );
  const objects: Readonly<Record<string, unknown[]>> = {
    ingresses: [ingress],
    ingressclasses: [{
      metadata: { name: "contour" },
      spec: { controller: "projectcontour.io/ingress-controller" },
    }],
    services: [
      { metadata: { name: "other", namespace: "lab-8" }, spec: { ports: [{ port: 80 }] } },
      {
        metadata: { name: "envoy", namespace: "projectcontour" },
        spec: { clusterIP: "127.0.0.1", ports: [{ port: 80 }, { port: 443 }] },
      },
    ],
    secrets: [{
      type: "kubernetes.io/tls",
      data: {
        "tls.crt": encoded(secret.certificate),
        "tls.key": encoded(secret.privateKey),
        "ca.crt": encoded(secret.ca),
      },
    }],
  };
  const place: Place = {
    ...localPlace("", {}),
    objects: (resource) => Promise.resolve((objects[resource] ?? []) as LiveObject[]),
    object: (resource) => Promise.resolve(objects[resource]![0] as LiveObject),
    async exec(_, command) {
      const program = command.at(-1)!;
      if (!program.includes("const ports")) return "\n";
      const ports = { plain: plain.addr.port, secure: secure?.addr.port ?? 1 };
      const { stdout } = await new Deno.Command("deno", {
        args: [
          "eval",
          "--no-config",
          program.replace(/const ports = .*/, `const ports = ${JSON.stringify(ports)};`),
        ],
      }).output();
      return new TextDecoder().decode(stdout);
    },
  };
  const said = new Map<string, string>();
  for (const { id, check } of exercise.steps) {
    if (id === "pods") continue;
    await check(place).catch((error: Error) => said.set(id, error.message));
  }
  return said;
}

Deno.test("exercise 8: the complete Ingress holds, the one with blanks does not", async () => {
  deepEqual([...await faults(withoutMarks(marked))], []);
  const blanked = await faults(withBlanks(marked, "en").replace("Name: ____", "Name: contour"));
  deepEqual([...blanked.keys()], ["tls", "routes", "hsts"]);
});

Deno.test("exercise 8: each fault in an Ingress fails its own step, and says what leads where", async () => {
  const whole = withoutMarks(marked);
  const cases: readonly [from: string, to: string, steps: string[], told: RegExp][] = [
    ["path: /api", "path: /app", ["routes"], /diabetes\.lab\.test\/api leads to page, not to api/],
    ["path: /api\n", "path: /a\n", ["routes"], /\/api leads to page/],
    ["number: 5000", "number: 443", ["routes"], /mlflow.* leads to 503/],
    ["pathType: Prefix", "pathType: Exact", ["routes"], /\/api\/predict leads to page/],
    ['redirect: "true"\nspec', 'redirect: "false"\nspec', ["redirect"], /200/],
    ["ingressClassName: contour", "ingressClassName: nginx", [
      "tls",
      "routes",
      "redirect",
      "hsts",
    ], /class nginx does not exist: there is contour/],
  ];
  for (const [from, to, steps, told] of cases) {
    const found = await faults(whole.replace(from, () => to));
    deepEqual([...found.keys()], steps, `${from} → ${to}`);
    match(found.get(steps[0]!) ?? "", told);
  }
});

Deno.test("exercise 8: a certificate of another name, or of another authority, is not taken", async () => {
  const whole = withoutMarks(marked);
  const other = await makeCertificate(["diabetes.lab.test"], new Date());
  const found = await faults(whole, { secret: other });
  match(found.get("certificate") ?? "", /does not bear mlflow\.lab\.test/);
  match(found.get("tls") ?? "", /mlflow\.lab\.test: .*certificate/i);
  const mixed = await faults(whole, { secret: { ...certificate, ca: other.ca } });
  match(mixed.get("tls") ?? "", /diabetes\.lab\.test: .*certificate/i);
  match(mixed.get("routes") ?? "", /diabetes\.lab\.test\/: .*certificate/i);
  match(mixed.get("hsts") ?? "", /certificate/i);
  const old = new Date();
  old.setUTCFullYear(old.getUTCFullYear() - 10);
  const ended = await makeCertificate(["diabetes.lab.test", "mlflow.lab.test"], old);
  match((await faults(whole, { secret: ended })).get("certificate") ?? "", /ends within 0|-1 days/);
  equal((await faults(whole, { promises: false })).get("hsts"), 'it says ""');
});
