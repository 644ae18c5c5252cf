import { ConfigError } from "./config_error.ts";

/** Looks up a setting; an empty value counts as none. */
type LookUp<Name extends string> = (name: Name) => string | undefined;

/** Which numbers are taken, and which one where there is none. */
export interface SettingRange {
  /** What counts where the setting is missing. */
  readonly fallback: number;
  /** The smallest. */
  readonly min: number;
  /** The largest. */
  readonly max: number;
}

/** Which addresses are taken. */
export interface AddressOptions {
  /** What counts where the setting is missing; without one it is refused then. */
  readonly fallback?: string;
  /** Protocols with their colon; default `http:` and `https:`. */
  readonly protocols?: readonly string[];
}

/** Reads settings one by one and gathers what is wrong with them. */
export class Settings<Name extends string = string> {
  readonly #lookUp: LookUp<Name>;
  readonly #faults: string[] = [];

  /**
   * Begins without a fault.
   *
   * @param lookUp Looks up a setting.
   */
  constructor(lookUp: LookUp<Name>) {
    this.#lookUp = lookUp;
  }

  /** One sentence for each fault so far. */
  get faults(): readonly string[] {
    return this.#faults;
  }

  /**
   * Notes a fault of a setting that is read otherwise.
   *
   * @param fault A sentence that names the setting and says how it would be right.
   */
  refuse(fault: string): void {
    this.#faults.push(fault);
  }

  /**
   * Reads a text.
   *
   * @param name The setting.
   * @param fallback What counts where it is missing.
   * @returns The text.
   */
  text<Fallback extends string | null>(name: Name, fallback: Fallback): string | Fallback {
    return this.#lookUp(name) || fallback;
  }

  /**
   * Reads a number, which may have a fraction.
   *
   * @param name The setting.
   * @param range Which are taken.
   * @returns The number; the fallback where it is wrong.
   */
  number(name: Name, range: SettingRange): number {
    return this.#inRange(name, range, { kind: "a number", isIt: Number.isFinite });
  }

  /**
   * Reads a whole number.
   *
   * @param name The setting.
   * @param range Which are taken.
   * @returns The number; the fallback where it is wrong.
   */
  integer(name: Name, range: SettingRange): number {
    return this.#inRange(name, range, { kind: "an integer", isIt: Number.isInteger });
  }

  /**
   * Reads the port of a service.
   *
   * @param name The setting.
   * @param fallback What counts where it is missing.
   * @returns The port.
   */
  port(name: Name, fallback: number): number {
    return this.integer(name, { fallback, min: 1, max: 65_535 });
  }

  /**
   * Reads the address that a service listens on.
   *
   * @param name The setting.
   * @param fallback What counts where it is missing.
   * @returns An address, version 6 without brackets, or a name; the fallback where it is wrong.
   */
  host(name: Name, fallback: string): string {
    const text = this.#lookUp(name) || fallback;
    const host = text.replace(/^\[(.*)\]$/, "$1");
    if (/^[\w.-]+$/.test(host) || /^[\da-f.]*(:[\da-f.]*){2,}$/i.test(host)) return host;
    this.refuse(`${name} must be an address or a name to listen on, without a port: is "${text}"`);
    return fallback;
  }

  /**
   * Reads one of several words.
   *
   * @param name The setting.
   * @param choices The words; the first one counts where the setting is missing.
   * @returns The word; the first one where it is wrong.
   */
  choice<Choice extends string>(name: Name, choices: readonly [Choice, ...Choice[]]): Choice {
    const text = this.#lookUp(name) || choices[0];
    const found = choices.find((choice) => choice === text);
    if (found !== undefined) return found;
    this.refuse(`${name} must be one of ${choices.join(", ")}: is "${text}"`);
    return choices[0];
  }

  /**
   * Reads an address. It may hold a password, so a fault does not show it.
   *
   * @param name The setting.
   * @param options Which are taken.
   * @returns The address; one that leads nowhere where it is wrong.
   */
  address(name: Name, options: AddressOptions = {}): URL {
    const { fallback = "", protocols = ["http:", "https:"] } = options;
    const text = this.#lookUp(name) || fallback;
    const url = URL.parse(text);
    if (url !== null && protocols.includes(url.protocol) && !hasLostPassword(text, url)) return url;
    const start = `${name} must be an address that starts with ${protocols.join("// or ")}//`;
    const isPasswordUnescaped = text.includes("@") &&
      protocols.some((p) => text.startsWith(`${p}//`));
    this.refuse(isPasswordUnescaped ? `${start}, ${ESCAPES}` : start);
    return new URL("http://invalid");
  }

  /**
   * Reads an address that may be missing.
   *
   * @param name The setting.
   * @param options Which are taken.
   * @returns The address, or `null` where there is none.
   */
  optionalAddress(name: Name, options: Omit<AddressOptions, "fallback"> = {}): URL | null {
    return this.#lookUp(name) ? this.address(name, options) : null;
  }

  #inRange(
    name: Name,
    { fallback, min, max }: SettingRange,
    { kind, isIt }: { kind: string; isIt: (value: number) => boolean },
  ): number {
    const text = this.#lookUp(name);
    if (!text) return fallback;
    // Number() alone would take " ", "0x10" and the like.
    const value = /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : NaN;
    if (isIt(value) && value >= min && value <= max) return value;
    this.refuse(`${name} must be ${kind} in [${min}, ${max}]: is "${text}"`);
    return fallback;
  }
}

/** What to do with a password that an address cannot hold as it is. */
const ESCAPES = "and in which a user's name and password are percent-encoded: " +
  "write @ as %40, : as %3A, / as %2F, # as %23, ? as %3F and % as %25";

/** Whether something in the password was taken for the address's path, its query or an escape. */
function hasLostPassword(text: string, url: URL): boolean {
  if (url.protocol.startsWith("http")) return false; // an @ may well be in the path of a page
  if (`${url.pathname}${url.search}${url.hash}`.includes("@")) return true;
  try {
    decodeURIComponent(url.username);
    decodeURIComponent(url.password);
  } catch {
    return true;
  }
  // Of two @ the last one counts, which also drivers see differently.
  return text.split("@").length > 2;
}

/**
 * Reads a whole configuration.
 *
 * @param lookUp Looks up a setting, for example an environment variable; an empty value counts as none.
 * @param read Reads every field.
 * @returns What `read` made.
 * @throws {ConfigError} If a setting is wrong; all faults at once.
 */
export function readSettings<Config, Name extends string = string>(
  lookUp: (name: Name) => string | undefined,
  read: (settings: Settings<Name>) => Config,
): Config {
  const settings = new Settings(lookUp);
  const config = read(settings);
  if (settings.faults.length > 0) throw new ConfigError(settings.faults);
  return config;
}
