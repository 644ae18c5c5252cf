import { KNOWN_GLOBALS } from "./known_globals.ts";
import { PickleError } from "./pickle_error.ts";
import { PythonGlobal } from "./python_value.ts";

/** Names that a file may hold beside those of Python and NumPy that this package knows. */
export type AllowedGlobals = ReadonlySet<string>;

/**
 * Reads the name of a class or function: it must be on one of the lists, letter by letter.
 *
 * @param module Module as the file has it; Python 2's and NumPy 1's names become the newest ones.
 * @param name Name within the module; one with dots would walk attributes and is refused.
 * @param options The allowed names, as `module.name`, and what is read, for the message.
 * @returns The name as a value.
 * @throws {PickleError} With `globalName` if it is on no list.
 */
export function readGlobal(
  module: string,
  name: string,
  options: { allowed: AllowedGlobals; format?: string },
): PythonGlobal {
  const fullName = `${newestModule(module)}.${name}`;
  if (name.includes(".") || !(KNOWN_GLOBALS.has(fullName) || options.allowed.has(fullName))) {
    const globalName = `${module}.${name}`.slice(0, 200);
    throw new PickleError(`global ${globalName} is not allowed in a model file`, {
      globalName,
      ...options.format === undefined ? {} : { format: options.format },
    });
  }
  return new PythonGlobal(fullName);
}

function newestModule(module: string): string {
  if (module === "__builtin__") return "builtins";
  return module.startsWith("numpy.core.") ? `numpy._core.${module.slice(11)}` : module;
}
