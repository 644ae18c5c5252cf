import { ok } from "node:assert/strict";

const BEGIN = "-----BEGIN CERTIFICATE-----";
const END = "-----END CERTIFICATE-----";

/**
 * Asks a server for the certificate that it shows now.
 *
 * @param address Host and port.
 * @param options `starttls` is the protocol that comes before TLS, `servername` the name that is asked for.
 * @returns The certificate in PEM, without what follows it.
 */
export async function servedCertificate(
  address: string,
  { starttls, servername }: { starttls?: string; servername?: string },
): Promise<string> {
  const { stdout, stderr } = await new Deno.Command("openssl", {
    args: [
      "s_client",
      "-connect",
      address,
      ...starttls === undefined ? [] : ["-starttls", starttls],
      ...servername === undefined ? [] : ["-servername", servername],
    ],
    stdin: "null",
  }).output();
  const decoder = new TextDecoder();
  const printed = decoder.decode(stdout);
  const begin = printed.indexOf(BEGIN);
  ok(begin >= 0, `${address} shows no certificate: ${decoder.decode(stderr)}`);
  return printed.slice(begin, printed.indexOf(END, begin) + END.length);
}
