import { deepEqual, equal, match } from "node:assert/strict";
import { confusionMatrixSvg } from "./confusion_matrix_svg.ts";
import { featureImportancesSvg } from "./feature_importances_svg.ts";
import { rocCurveSvg } from "./roc_curve_svg.ts";
import { element, text } from "./svg.ts";

/** The texts of a drawing in order; throws if a tag is not closed by its own name. */
function textsOf(svg: string): string[] {
  const open: string[] = [];
  for (const [tag, name = ""] of svg.matchAll(/<\/?([a-z]+)(?:\s[a-z-]+="[^"<]*")*\s*\/?>/gi)) {
    if (tag.startsWith("</")) equal(open.pop(), name);
    else if (!tag.endsWith("/>")) open.push(name);
  }
  deepEqual(open, []);
  return [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map((found) => found[1]!);
}

function attributesOf(svg: string, tag: string, name: string): string[] {
  return [...svg.matchAll(new RegExp(`<${tag}[^>]* ${name}="([^"]*)"`, "g"))]
    .map((found) => found[1]!);
}

Deno.test("rocCurveSvg() draws the curve from corner to corner", () => {
  const svg = rocCurveSvg({
    fpr: [0, 0, 0.5, 1],
    tpr: [0, 0.5, 1, 1],
    auc: 0.875,
    atHalf: { fpr: 0.25, tpr: 0.75 },
    nRows: 12,
  });
  deepEqual(textsOf(svg), [
    "ROC curve",
    "AUC 0.8750 on 12 test rows",
    "0.0",
    "0.0",
    "0.2",
    "0.2",
    "0.4",
    "0.4",
    "0.6",
    "0.6",
    "0.8",
    "0.8",
    "1.0",
    "1.0",
    "False positive rate",
    "True positive rate",
    "coin toss",
    "threshold 0.5",
  ]);
  deepEqual(attributesOf(svg, "polyline", "points"), [
    "76.00,524.00 76.00,304.00 296.00,84.00 516.00,84.00",
  ]);
  deepEqual([attributesOf(svg, "circle", "cx"), attributesOf(svg, "circle", "cy")], [["186"], [
    "194",
  ]]);
});

Deno.test("confusionMatrixSvg() gives each cell its count, share and shade", () => {
  const svg = confusionMatrixSvg([[87, 13], [21, 33]], ["No diabetes", "Diabetes"]);
  deepEqual(textsOf(svg), [
    "Confusion matrix",
    "120 of 154 test rows predicted correctly",
    "Predicted",
    "Actual",
    "No diabetes",
    "Diabetes",
    "No diabetes",
    "87",
    "87.0 % of the row",
    "13",
    "13.0 % of the row",
    "Diabetes",
    "21",
    "38.9 % of the row",
    "33",
    "61.1 % of the row",
  ]);
  equal(new Set(attributesOf(svg, "rect", "fill")).size, 5);
});

Deno.test("confusionMatrixSvg() draws a class that no row has", () => {
  match(confusionMatrixSvg([[3, 1], [0, 0]], ["a", "b"]), />0\.0 % of the row</);
});

Deno.test("featureImportancesSvg() draws the longest bar on top", () => {
  const svg = featureImportancesSvg([{ name: "Age", importance: 0.25 }, {
    name: "BMI",
    importance: 0.75,
  }]);
  deepEqual(textsOf(svg).slice(2), ["BMI", "0.7500", "Age", "0.2500"]);
  deepEqual(attributesOf(svg, "rect", "width"), ["680", "400", "133.33"]);
});

Deno.test("element() and text() escape what they are given", () => {
  equal(element("g", { id: 'a"b<c' }), '<g id="a&quot;b&lt;c"/>\n');
  match(text("<script>&", { x: 1, y: 2 }), />&lt;script&gt;&amp;</);
});
