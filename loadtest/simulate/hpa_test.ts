import { equal } from "node:assert/strict";
import { DEFAULT_HPA, Hpa } from "./hpa.ts";

const at = (utilization: number, replicas: number, unreadyPods = 0) => ({
  utilization,
  replicas,
  readyPods: replicas - unreadyPods,
  unreadyPods,
});

Deno.test("Hpa multiplies the pods by use / target, rounded up", () => {
  equal(new Hpa(DEFAULT_HPA).decide(0, at(0.8, 4)), 7); // 4 * 1.6 = 6.4
});

Deno.test("Hpa changes nothing within 10 % of the target", () => {
  equal(new Hpa(DEFAULT_HPA).decide(0, at(0.549, 4)), 4);
  equal(new Hpa(DEFAULT_HPA).decide(0, at(0.56, 4)), 5);
});

Deno.test("Hpa at most doubles the pods at a look, or makes them 4", () => {
  const hpa = new Hpa({ ...DEFAULT_HPA, maxReplicas: 100 });
  equal(hpa.decide(0, at(5, 1)), 4);
  equal(hpa.decide(15, at(5, 4)), 8);
  equal(hpa.decide(30, at(5, 8)), 16);
});

Deno.test("Hpa asks again for what it wanted, where somebody else took pods away", () => {
  const hpa = new Hpa(DEFAULT_HPA);
  equal(hpa.decide(0, at(0.5, 6)), 6);
  equal(hpa.decide(15, at(0.05, 2)), 4); // 6, but at most 4 from 2
});

Deno.test("Hpa counts pods that are not ready as idle when scaling up", () => {
  // 2 pods at 100 % and 2 starting: 2 * 2 = 4 pods are needed, and there are 4.
  equal(new Hpa(DEFAULT_HPA).decide(0, at(1, 4, 2)), 4);
});

Deno.test("Hpa takes pods away only when no recommendation of five minutes asked for more", () => {
  const hpa = new Hpa(DEFAULT_HPA);
  equal(hpa.decide(0, at(0.5, 8)), 8);
  equal(hpa.decide(15, at(0.05, 8)), 8);
  equal(hpa.decide(300, at(0.05, 8)), 8);
  equal(hpa.decide(301, at(0.05, 8)), 2); // max(ceil(8 * 0.1), minReplicas)
});

Deno.test("Hpa keeps to its bounds", () => {
  equal(new Hpa(DEFAULT_HPA).decide(0, at(5, 9)), 10);
  equal(new Hpa(DEFAULT_HPA).decide(0, at(0, 1)), 2);
});
