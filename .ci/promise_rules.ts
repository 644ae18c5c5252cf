/**
 * A rule of `deno lint` about promises: whoever makes one handles it before waiting for anything else.
 *
 * A promise that is rejected while its maker waits for something else has no handler yet, and Deno ends
 * the process: `const file = fetch(a); await fetch(b); await file;` ends a server whenever `a` fails
 * first. `file.catch(() => {})` right after its making is enough, and so is waiting for both at once.
 *
 * @module
 */

/** A variable that may hold a promise. */
interface Candidate {
  readonly name: string;
  readonly node: Deno.lint.VariableDeclarator;
  readonly end: number;
}

/** A use of a name. */
interface Use {
  readonly name: string;
  readonly start: number;
  readonly isPromise: boolean;
}

/** What stands in one function, in the order of the text. */
interface Scope {
  readonly candidates: Candidate[];
  readonly uses: Use[];
  /** Where the function waits: from the beginning to the end of the expression. */
  readonly waits: (readonly [start: number, end: number])[];
}

const HANDLING = new Set(["then", "catch", "finally"]);

const plugin: Deno.lint.Plugin = {
  name: "promises",
  rules: {
    "handled-at-once": {
      create(context) {
        // A test that fails ends, and shall.
        if (/_(test|bench|e2e)\.tsx?$/.test(context.filename)) return {};
        const scopes: Scope[] = [];
        const enter = () => void scopes.push({ candidates: [], uses: [], waits: [] });
        const leave = () => {
          const scope = scopes.pop();
          if (scope === undefined) return;
          for (const { name, node } of lateOnes(scope)) {
            context.report({
              node,
              message: `"${name}" may be rejected while something else is waited for, which ends ` +
                "the process: wait for both at once, or give it a handler right here",
            });
          }
        };
        return {
          Program: enter,
          FunctionDeclaration: enter,
          FunctionExpression: enter,
          ArrowFunctionExpression: enter,
          VariableDeclarator(node) {
            const { id, init } = node;
            if (id.type !== "Identifier" || init?.type !== "CallExpression") return;
            if (hasHandler(init)) return;
            const [, end] = node.range;
            scopes.at(-1)?.candidates.push({ name: id.name, node, end });
          },
          AwaitExpression(node) {
            scopes.at(-1)?.waits.push(node.range);
          },
          ForOfStatement(node) {
            if (node.await) scopes.at(-1)?.waits.push(node.right.range);
          },
          Identifier(node) {
            // What a nested function uses, the outer one uses too.
            const use = { name: node.name, start: node.range[0], isPromise: isWaitedFor(node) };
            for (const scope of scopes) scope.uses.push(use);
          },
          "Program:exit": leave,
          "FunctionDeclaration:exit": leave,
          "FunctionExpression:exit": leave,
          "ArrowFunctionExpression:exit": leave,
        };
      },
    },
  },
};

/** Finds the promises whose first use comes after a wait for something else. */
function lateOnes({ candidates, uses, waits }: Scope): Candidate[] {
  return candidates.filter(({ name, end }) => {
    const own = uses.filter((use) => use.name === name && use.start > end);
    const [first] = own;
    if (first === undefined || !own.some(({ isPromise }) => isPromise)) return false;
    return waits.some(([start, waitEnd]) => start > end && waitEnd < first.start);
  });
}

/** Whether an expression ends with `.catch(…)`, or with a `.then` for both ends. */
function hasHandler({ callee, arguments: given }: Deno.lint.CallExpression): boolean {
  if (callee.type !== "MemberExpression" || callee.property.type !== "Identifier") return false;
  return callee.property.name === "catch" || callee.property.name === "then" && given.length > 1;
}

/** Whether a name is awaited, or has `then`, `catch` or `finally` called on it. */
function isWaitedFor(node: Deno.lint.Identifier): boolean {
  const { parent } = node;
  if (parent.type === "AwaitExpression") return true;
  return parent.type === "MemberExpression" && parent.object === node &&
    parent.property.type === "Identifier" && HANDLING.has(parent.property.name);
}

export default plugin;
