/**
 * The house rules that a program can see, as a plugin of `deno lint`: pure packages stay pure,
 * and a file is read in one sitting. Which way imports point is held by `arrows.ts`.
 *
 * @module
 */

/** Libraries without a single effect: values in, values out. */
const PURE =
  /\/packages\/(config|model|trees|forest|onnx|xgboost|lightgbm|catboost|diabetes|pickle|zip|tables)\//;

/** Libraries: they may wait for the network through what they are given, but know no environment. */
const PACKAGE = /\/packages\/(?!mlflow\/server\/main\.ts)/;

const TEST = /_(test|bench|e2e)\.tsx?$|\/testdata\//;

/** Globals that reach out of a pure library, or make its result depend on more than its arguments. */
const EFFECTS = new Set([
  ...["Deno", "fetch", "WebSocket", "Worker", "console", "crypto", "localStorage", "navigator"],
  ...["performance", "setTimeout", "setInterval", "queueMicrotask"],
]);

const MAX_LINES = 300;
const MAX_TEST_LINES = 400;

const plugin: Deno.lint.Plugin = {
  name: "house",
  rules: {
    "pure-packages": {
      create(context) {
        if (TEST.test(context.filename)) return {};
        const isPure = PURE.test(context.filename);
        const isPackage = PACKAGE.test(context.filename);
        if (!isPackage) return {};
        return {
          MemberExpression(node) {
            if (node.object.type !== "Identifier" || node.property.type !== "Identifier") return;
            const name = `${node.object.name}.${node.property.name}`;
            if (name === "Deno.env") {
              context.report({ node, message: "A library reads no environment: take an option" });
            } else if (isPure && (name === "Math.random" || name === "Date.now")) {
              context.report({
                node,
                message: `${name} in a pure package: take it as an argument`,
              });
            }
          },
          Identifier(node) {
            if (!isPure || !EFFECTS.has(node.name) || isName(node)) return;
            context.report({
              node,
              message: `"${node.name}" in a pure package: it has no effects`,
            });
          },
        };
      },
    },
    "one-sitting": {
      create(context) {
        const limit = TEST.test(context.filename) ? MAX_TEST_LINES : MAX_LINES;
        return {
          Program(node) {
            const lines = context.sourceCode.text.trimEnd().split("\n").length;
            if (lines > limit) {
              context.report({
                node,
                message: `${lines} lines: split the file, none passes ${limit}`,
              });
            }
          },
        };
      },
    },
  },
};

/** Whether an identifier only names a property, a key or a type member, and reads no global. */
function isName(node: Deno.lint.Identifier): boolean {
  const parent = node.parent;
  return (parent.type === "MemberExpression" && parent.property === node && !parent.computed) ||
    (parent.type === "Property" && parent.key === node) || parent.type.startsWith("TS");
}

export default plugin;
