// By which @peculiar/x509 finds its algorithms; before it.
import "reflect-metadata";
import {
  BasicConstraintsExtension,
  PemConverter,
  SubjectAlternativeNameExtension,
  type X509Certificate,
  X509CertificateGenerator,
} from "@peculiar/x509";

const ALGORITHM = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" } as const;

/** A day, in ms. */
const DAY = 24 * 60 * 60_000;

/** An authority of a test's own, whose certificates nobody else trusts. */
export class TestedAuthority {
  readonly #keys: CryptoKeyPair;
  readonly #certificate: X509Certificate;
  /** Its certificate in PEM. */
  readonly pem: string;

  private constructor(keys: CryptoKeyPair, certificate: X509Certificate) {
    this.#keys = keys;
    this.#certificate = certificate;
    this.pem = `${certificate.toString("pem")}\n`;
  }

  /**
   * Makes one.
   *
   * @param name Its name.
   */
  static async make(name: string): Promise<TestedAuthority> {
    const keys = await crypto.subtle.generateKey(ALGORITHM, true, ["sign", "verify"]);
    const certificate = await X509CertificateGenerator.createSelfSigned({
      ...times(),
      name: `CN=${name}`,
      keys,
      extensions: [new BasicConstraintsExtension(true, 0, true)],
    });
    return new TestedAuthority(keys, certificate);
  }

  /**
   * Signs a server's certificate.
   *
   * @param names Hosts that it is for: names, or addresses of version 4.
   * @returns Certificate and private key in PEM.
   */
  async certify(names: readonly string[]): Promise<{ certificate: string; key: string }> {
    const server = await crypto.subtle.generateKey(ALGORITHM, true, ["sign", "verify"]);
    const alternatives = names.map((value) => ({
      type: /^[\d.]+$/.test(value) ? "ip" as const : "dns" as const,
      value,
    }));
    const certificate = await X509CertificateGenerator.create({
      ...times(),
      subject: `CN=${names[0]}`,
      issuer: this.#certificate.subject,
      signingKey: this.#keys.privateKey,
      publicKey: server.publicKey,
      extensions: [
        new BasicConstraintsExtension(false, undefined, true),
        new SubjectAlternativeNameExtension(alternatives),
      ],
    });
    const key = await crypto.subtle.exportKey("pkcs8", server.privateKey);
    return {
      certificate: `${certificate.toString("pem")}\n`,
      key: `${PemConverter.encode(key, "PRIVATE KEY")}\n`,
    };
  }
}

function times() {
  const now = Date.now();
  return {
    notBefore: new Date(now - DAY),
    notAfter: new Date(now + DAY),
    signingAlgorithm: ALGORITHM,
  };
}
