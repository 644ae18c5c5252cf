// deno-lint-ignore-file no-console -- what command line programs print
/**
 * Ends a program that is asked how it is used, or whose arguments are wrong, before it does anything.
 *
 * @param usage How it is used: printed where `--help` or `-h` asks for it (exit code 0), and as an error
 * (2) where the arguments are wrong.
 * @param isUnderstood Whether the arguments make sense (default: there are none).
 */
export function tellUsage(usage: string, isUnderstood: boolean = Deno.args.length === 0): void {
  if (Deno.args.includes("--help") || Deno.args.includes("-h")) {
    console.log(usage);
    Deno.exit(0);
  }
  if (isUnderstood) return;
  console.error(usage);
  Deno.exit(2);
}
