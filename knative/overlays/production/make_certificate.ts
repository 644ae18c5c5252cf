/**
 * Makes a certificate for a server inside the cluster, and the authority that signs it. For clusters
 * without cert-manager, whose Certificates fill the same Secret.
 *
 * @module
 */
// By which @peculiar/x509 finds its algorithms; before it.
import "reflect-metadata";
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  PemConverter,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509CertificateGenerator,
} from "@peculiar/x509";

/** A server's certificate, as the Secrets of type `kubernetes.io/tls` name it; all in PEM. */
export interface ServerCertificate {
  /** The authority's certificate, which clients hold the server to. */
  readonly ca: string;
  /** The server's certificate. */
  readonly certificate: string;
  /** The server's private key, PKCS #8. */
  readonly privateKey: string;
}

const ALGORITHM = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" } as const;

/** Ten years, as the authorities that kubeadm makes: nothing in a cluster renews this one. */
const VALID_YEARS = 10;

/**
 * Makes an authority and one certificate of it. The authority's key is kept nowhere, so that it never
 * signs another.
 *
 * @param names Names under which clients reach the server; the first stands for it.
 * @param now The present; one day of doubt is left for clocks that differ.
 * @returns The certificate.
 */
export async function makeCertificate(
  names: readonly [string, ...string[]],
  now: Date,
): Promise<ServerCertificate> {
  const notBefore = new Date(now.getTime() - 24 * 60 * 60_000);
  const notAfter = new Date(now);
  notAfter.setUTCFullYear(now.getUTCFullYear() + VALID_YEARS);
  const times = { notBefore, notAfter, signingAlgorithm: ALGORITHM };
  const authority = await crypto.subtle.generateKey(ALGORITHM, false, ["sign", "verify"]);
  const server = await crypto.subtle.generateKey(ALGORITHM, true, ["sign", "verify"]);
  const ca = await X509CertificateGenerator.createSelfSigned({
    ...times,
    name: `CN=${names[0]} authority`,
    keys: authority,
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign, true),
      await SubjectKeyIdentifierExtension.create(authority.publicKey),
    ],
  });
  const certificate = await X509CertificateGenerator.create({
    ...times,
    subject: `CN=${names[0]}`,
    issuer: ca.subject,
    signingKey: authority.privateKey,
    publicKey: server.publicKey,
    extensions: [
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]),
      await AuthorityKeyIdentifierExtension.create(authority.publicKey),
      new SubjectAlternativeNameExtension(names.map((value) => ({ type: "dns" as const, value }))),
    ],
  });
  const key = await crypto.subtle.exportKey("pkcs8", server.privateKey);
  return {
    ca: `${ca.toString("pem")}\n`,
    certificate: `${certificate.toString("pem")}\n`,
    privateKey: `${PemConverter.encode(key, "PRIVATE KEY")}\n`,
  };
}
