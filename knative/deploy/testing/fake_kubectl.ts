import type { CommandResult } from "../command.ts";
import { Kubectl } from "../cluster/kubectl.ts";

/** What a call is answered with: JSON of an object, a text, a result, or what makes one of the input. */
export type Answer =
  | object
  | string
  | CommandResult
  | ((input: string | undefined) => object | string);

/** A kubectl that answers from a table and remembers what it was asked. */
export class FakeKubectl {
  /** Arguments of each call, joined by spaces. */
  readonly calls: string[] = [];
  /** What each call got on its standard input. */
  readonly inputs: (string | undefined)[] = [];
  /** The client that asks. */
  readonly client: Kubectl;
  readonly #answers: readonly (readonly [pattern: string, answer: Answer])[];

  /** @param answers Answer to calls that begin with a text; the first that fits, or else nothing. */
  constructor(answers: readonly (readonly [pattern: string, answer: Answer])[]) {
    this.#answers = answers;
    this.client = new Kubectl({
      program: ["kubectl"],
      run: (_, args, options) => Promise.resolve(this.#run(args.join(" "), options?.input)),
      attach: (_, args) => {
        this.calls.push(args.join(" "));
        return Promise.resolve(0);
      },
    });
  }

  #run(call: string, input: string | undefined): CommandResult {
    this.calls.push(call);
    this.inputs.push(input);
    const [, answer = ""] = this.#answers.find(([pattern]) => call.startsWith(pattern)) ?? [];
    const value = typeof answer === "function" ? answer(input) : answer;
    if (typeof value === "string") return { code: 0, stdout: value, stderr: "" };
    if ("code" in value) return value as CommandResult;
    return { code: 0, stdout: JSON.stringify(value), stderr: "" };
  }
}

/** A List as the cluster answers. */
export function list(...items: object[]): object {
  return { apiVersion: "v1", kind: "List", items };
}

/** What a review asks: verb, group, resource and subresource. */
export type Deed = Readonly<Record<string, string>>;

/** A cluster that says of each deed whether it is allowed, as kubectl prints it. */
export function allowing(isAllowed: (deed: Deed) => boolean = () => true): [string, Answer] {
  return ["create --filename=- --output=jsonpath", (input) => {
    const { items }: { items: { spec: { resourceAttributes: Deed } }[] } = JSON.parse(input ?? "");
    return items.map(({ spec }) => `${isAllowed(spec.resourceAttributes)}\n`).join("");
  }];
}

/** A kubectl that fails. */
export function refusal(stderr: string): CommandResult {
  return { code: 1, stdout: "", stderr };
}
