/**
 * What steps ask a cluster's Ingress controller: by a host's name, with TLS or without.
 *
 * @module
 */
import type { LiveObject } from "../../knative/checklist/cluster.ts";
import type { Place } from "../engine/place.ts";
import { fault } from "../engine/words.ts";
import { evalInside } from "./eval_inside.ts";

/** Namespaces that controllers live in, as they are shipped, by the domain of their class's controller. */
const NAMESPACES: Readonly<Record<string, readonly string[]>> = {
  "projectcontour.io": ["projectcontour"],
  "k8s.io": ["ingress-nginx"],
  "traefik.io": ["traefik", "kube-system"],
  "haproxy.org": ["haproxy-controller"],
  "istio.io": ["istio-system"],
};

/** A question to the controller. */
export interface EntryRequest {
  /** Name of the host that is asked for. */
  readonly host: string;
  /** Path from its root. */
  readonly path: string;
  /** Whether by https. */
  readonly isSecure: boolean;
}

/** What it answered. */
export interface EntryAnswer {
  /** Status; 0 if there was no answer. */
  readonly status: number;
  /** Headers, names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** Body, or why there was no answer. */
  readonly text: string;
  /** How long it took, the connection included, in ms. */
  readonly ms: number;
}

/**
 * Finds the address inside the cluster of the controller that serves an Ingress.
 *
 * @param ingress The Ingress.
 * @throws {LabFault} If its class is not there, or no Service of its controller.
 */
async function addressOf(place: Place, ingress: LiveObject): Promise<string> {
  const name = ingress.spec["ingressClassName"] as string | undefined;
  const classes = await place.objects("ingressclasses");
  const found = classes.find(({ metadata }) =>
    name === undefined
      ? metadata.annotations?.["ingressclass.kubernetes.io/is-default-class"] === "true"
      : metadata.name === name
  );
  if (found === undefined) {
    const known = classes.map(({ metadata }) => metadata.name).join(", ");
    return fault(
      `la classe ${name ?? "par défaut"} n'existe pas : il y a ${known}`,
      `the class ${name ?? "by default"} does not exist: there is ${known}`,
    );
  }
  const controller = `${found.spec["controller"]}`;
  const namespaces = NAMESPACES[controller.split("/")[0]!] ?? [];
  const services = await place.objects("services", ["--all-namespaces"]);
  const service = services.find(({ metadata, spec }) => {
    const ports = ((spec["ports"] ?? []) as { port: number }[]).map(({ port }) => port);
    return namespaces.includes(metadata.namespace ?? "") &&
      Object.values(PORTS).every((port) => ports.includes(port));
  });
  if (service === undefined) {
    return fault(`pas de Service de ${controller}`, `there is no Service of ${controller}`);
  }
  return `${service.spec["clusterIP"]}`;
}

/** Ports of a controller's Service. */
const PORTS = { plain: 80, secure: 443 };

/** Runs in the pod of the client: a request each, on a connection of its own. */
const PROGRAM = `
async function ask({ host, path, isSecure }) {
  const begin = performance.now();
  const told = (answer) => ({ ...answer, ms: Math.round(performance.now() - begin) });
  try {
    let connection = await Deno.connect({ hostname: address, port: isSecure ? ports.secure : ports.plain });
    if (isSecure) {
      connection = await Deno.startTls(connection, { hostname: host, caCerts });
      await connection.handshake();
    }
    const head = "GET " + path + " HTTP/1.1\\r\\nhost: " + host + "\\r\\nconnection: close\\r\\n\\r\\n";
    await connection.write(new TextEncoder().encode(head));
    let text = "";
    try {
      for await (const part of connection.readable.pipeThrough(new TextDecoderStream())) text += part;
    } catch (error) {
      if (text === "") throw error; // closed without a word, as some do at the end
    }
    const [first, ...lines] = text.split("\\r\\n\\r\\n")[0].split("\\r\\n");
    const headers = Object.fromEntries(lines.map((line) => {
      const at = line.indexOf(":");
      return [line.slice(0, at).toLowerCase(), line.slice(at + 1).trim()];
    }));
    const body = text.slice(text.indexOf("\\r\\n\\r\\n") + 4);
    return told({ status: Number(first.split(" ")[1]), headers, text: body });
  } catch (error) {
    return told({ status: 0, headers: {}, text: error.message });
  }
}
const answers = [];
for (const request of requests) answers.push(await ask(request));
console.log(JSON.stringify(answers));`;

/**
 * Asks the controller of an Ingress from inside the cluster, without a name server that knows the hosts.
 *
 * @param ingress Name of the Ingress.
 * @param authority Certificates that are trusted, PEM.
 * @param requests What is asked, one after the other.
 * @returns An answer each.
 * @throws {LabFault} If there is no such Ingress, or no controller for it.
 */
export async function askEntry(
  place: Place,
  { ingress, authority }: { ingress: string; authority: string },
  requests: readonly EntryRequest[],
): Promise<EntryAnswer[]> {
  const address = await addressOf(place, await place.object("ingresses", ingress));
  const given = { address, ports: PORTS, caCerts: [authority], requests };
  const names = Object.entries(given).map(([name, value]) =>
    `const ${name} = ${JSON.stringify(value)};`
  );
  const program = `${names.join("\n")}${PROGRAM}`;
  return JSON.parse(await evalInside(place, "deployment/client", program));
}
