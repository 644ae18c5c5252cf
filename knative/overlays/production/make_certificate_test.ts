import { equal, match, rejects } from "node:assert/strict";
import { makeCertificate, type ServerCertificate } from "./make_certificate.ts";

/** A handshake between a server with this certificate, asked as "localhost", and a careful client. */
async function handshake(server: ServerCertificate, ca: string): Promise<void> {
  using listener = Deno.listenTls({
    hostname: "127.0.0.1",
    port: 0,
    cert: server.certificate,
    key: server.privateKey,
  });
  const accepted = listener.accept().then(async (connection) => {
    await connection.handshake().catch(() => {}); // The client tells why.
    connection.close();
  });
  const { port } = listener.addr;
  const connection = await Deno.connectTls({ hostname: "localhost", port, caCerts: [ca] });
  try {
    await connection.handshake();
  } finally {
    connection.close();
    await accepted;
  }
}

Deno.test("makeCertificate() is taken for its names and by its authority alone", async () => {
  const wanted = await makeCertificate(["localhost"], new Date());
  await handshake(wanted, wanted.ca);
  const other = await makeCertificate(["localhost"], new Date());
  await rejects(handshake(wanted, other.ca), /invalid peer certificate/);
  const misnamed = await makeCertificate(["postgres-service"], new Date());
  await rejects(handshake(misnamed, misnamed.ca), /not valid for (name|any names)|NotValidForName/);
});

Deno.test("makeCertificate() is valid from now on for ten years", async () => {
  const old = await makeCertificate(["localhost"], new Date("2010-01-01T00:00:00Z"));
  await rejects(handshake(old, old.ca), /expired/i);
  const almost = await makeCertificate(["localhost"], new Date(Date.now() - 9.9 * 365 * 864e5));
  await handshake(almost, almost.ca);
  match(old.privateKey, /^-----BEGIN PRIVATE KEY-----/);
  equal(old.ca.includes("PRIVATE"), false);
});
