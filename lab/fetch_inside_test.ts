import { deepEqual, rejects } from "node:assert/strict";
import { freePort } from "@mlops/processes/free_port";
import { localPlace } from "./engine/local_place.ts";
import { fetchInside } from "./looks/knative.ts";

/** A cluster whose pods are programs of this machine. */
const place = {
  ...localPlace("", {}),
  namespace: "lab-6",
  async exec(_: string, [program, ...args]: readonly string[]) {
    const command = new Deno.Command(program === "deno" ? Deno.execPath() : "", { args });
    const { success, stdout, stderr } = await command.output();
    if (!success) throw new Error(new TextDecoder().decode(stderr));
    return new TextDecoder().decode(stdout);
  },
};

Deno.test("what nobody answers in the cluster is told with its address and where to look", async () => {
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {} },
    async (request) => new Response(await request.text(), { status: 202 }),
  );
  const url = `http://127.0.0.1:${server.addr.port}/health`;
  const { status, text } = await fetchInside(place, "deployment/client", url, { a: 1 });
  deepEqual([status, text], [202, '{"a":1}']);
  await server.shutdown();
  const nowhere = `http://127.0.0.1:${freePort()}/health`;
  await rejects(fetchInside(place, "deployment/client", nowhere), {
    name: "LabFault",
    message:
      /^http:.*\/health did not answer a pod \(.+\): kubectl get pods -n lab-6 shows whether /,
  });
});
