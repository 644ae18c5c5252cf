/**
 * The house rules that a program can see, as a plugin of `deno lint`: pure packages stay pure,
 * values that an index certainly holds and lists are written one way, servers listen by one function,
 * and a file is read in one sitting. Which way imports point is held by `arrows.ts`.
 *
 * @module
 */
import { REACHING, UNASKING } from "./libraries.ts";

/** Libraries without a single effect, values in and values out. */
const PURE = new RegExp(
  `/(tasks|packages/(?!(${[...REACHING, ...UNASKING].join("|")})/)[^/]*)/`,
);

/** Libraries: they may wait for the network through what they are given, but know no environment. */
const PACKAGE = /\/packages\/(?!mlflow\/server\/main\.ts)/;

const TEST = /_(test|bench|e2e)\.tsx?$|\/testdata\//;

/** Globals that reach out of a pure library, or make its result depend on more than its arguments. */
const EFFECTS = new Set([
  "Deno",
  "fetch",
  "WebSocket",
  "Worker",
  "console",
  "crypto",
  "localStorage",
  "navigator",
  "performance",
  "setTimeout",
  "setInterval",
  "queueMicrotask",
]);

/** What listens only while something is tried out, and the programs that the lab's exercises are about. */
const TRIAL = /\/(testing|e2e|fuzz|exercises|local\/(bench|reliability))\//;

const INDEX_MESSAGE = "Write x[i]! of an index that certainly holds, and test one that may miss";

const PLAIN_TYPES = new Set([
  "TSNumberKeyword",
  "TSStringKeyword",
  "TSBigIntKeyword",
  "TSBooleanKeyword",
]);

/** Names of positions in lists and typed arrays. */
const POSITION = /^[a-z]$|^(at|row|column|node|position|place|bin|start|end|entry)$|[iI]ndex$|At$/;

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
    "one-listen": {
      create(context) {
        const { filename } = context;
        if (TEST.test(filename) || TRIAL.test(filename)) return {};
        if (filename.endsWith("/packages/processes/listen.ts")) return {};
        return {
          MemberExpression(node) {
            const { object, property } = node;
            if (object.type !== "Identifier" || property.type !== "Identifier") return;
            if (`${object.name}.${property.name}` !== "Deno.serve") return;
            const message =
              "Serve by listen() of @mlops/processes, which says that a port is taken";
            context.report({ node, message });
          },
        };
      },
    },
    "certain-index": {
      create(context) {
        return {
          TSAsExpression(node) {
            const { expression, typeAnnotation } = node;
            if (!isIndexed(expression) || !PLAIN_TYPES.has(typeAnnotation.type)) return;
            context.report({ node, message: INDEX_MESSAGE });
          },
          LogicalExpression(node) {
            const { left, operator, right } = node;
            if (operator !== "??" || !isIndexed(left) || !isNumericIndex(left.property)) return;
            const isFiller = /^(0|-1|NaN)$/.test(context.sourceCode.getText(right));
            if (isFiller) context.report({ node, message: INDEX_MESSAGE });
          },
        };
      },
    },
    "idle-spread": {
      create(context) {
        // There the spreads say which instructions of WebAssembly belong together.
        if (context.filename.endsWith("_module.ts")) return {};
        return {
          SpreadElement(node) {
            const { argument } = node;
            const isIdle = argument.type === "ArrayExpression" && argument.elements.length > 0 ||
              argument.type === "ObjectExpression" && argument.properties.length > 0;
            if (isIdle) {
              context.report({
                node,
                message: "A spread of what is written out: write it without",
              });
            }
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

/** Whether an expression is an element of something, as `x[i]` and without `?.`. */
function isIndexed(node: Deno.lint.Node): node is Deno.lint.MemberExpression {
  return node.type === "MemberExpression" && node.computed && !node.optional;
}

/** Whether an index is a position by its form or its name; a key of a record may be missing. */
function isNumericIndex(node: Deno.lint.Node): boolean {
  if (node.type === "Literal") return typeof node.value === "number";
  if (node.type === "Identifier") return POSITION.test(node.name);
  return node.type === "BinaryExpression" || node.type === "UpdateExpression" || isIndexed(node);
}

/** Whether an identifier only names a property, a key or a type member, and reads no global. */
function isName(node: Deno.lint.Identifier): boolean {
  const parent = node.parent;
  return (parent.type === "MemberExpression" && parent.property === node && !parent.computed) ||
    (parent.type === "Property" && parent.key === node) || parent.type.startsWith("TS");
}

export default plugin;
