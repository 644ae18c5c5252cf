/**
 * What exercises need of a cluster that the lab does not install, each with the command that puts it there.
 *
 * @module
 */
import type { Need } from "../engine/exercise.ts";

/** Something that makes volumes. */
export const STORAGE: Need = {
  on: "cluster",
  objects: ["storageclasses"],
  remedy: {
    fr: "Le cluster n'a pas de StorageClass, qui fait les volumes : minikube addons enable " +
      "default-storageclass, ou kubectl apply -f https://raw.githubusercontent.com/rancher/" +
      "local-path-provisioner/master/deploy/local-path-storage.yaml, puis kubectl annotate " +
      "storageclass local-path storageclass.kubernetes.io/is-default-class=true",
    en: "The cluster has no StorageClass, which makes volumes: minikube addons enable " +
      "default-storageclass, or kubectl apply -f https://raw.githubusercontent.com/rancher/" +
      "local-path-provisioner/master/deploy/local-path-storage.yaml, then kubectl annotate " +
      "storageclass local-path storageclass.kubernetes.io/is-default-class=true",
  },
};

/** Knative Serving. */
export const KNATIVE: Need = {
  on: "cluster",
  objects: ["crd", "services.serving.knative.dev"],
  remedy: {
    fr:
      "Le cluster n'a pas Knative : deno task deploy --install-knative l'installe, avec la pile " +
      "de référence, que deno task undeploy enlève",
    en: "The cluster has no Knative: deno task deploy --install-knative installs it, with the " +
      "reference stack, which deno task undeploy takes away",
  },
};

/** What measures the pods' CPU. */
export const METRICS_SERVER: Need = {
  on: "cluster",
  objects: ["apiservices", "v1beta1.metrics.k8s.io"],
  remedy: {
    fr: "Le cluster n'a pas metrics-server, qui mesure le CPU : minikube addons enable " +
      "metrics-server, ou kubectl apply -f https://github.com/kubernetes-sigs/metrics-server/" +
      "releases/latest/download/components.yaml",
    en: "The cluster has no metrics-server, which measures CPU: minikube addons enable " +
      "metrics-server, or kubectl apply -f https://github.com/kubernetes-sigs/metrics-server/" +
      "releases/latest/download/components.yaml",
  },
};

/** Some controller for Ingresses. */
export const INGRESS_CONTROLLER: Need = {
  on: "cluster",
  objects: ["ingressclasses"],
  remedy: {
    fr: "Le cluster n'a pas de contrôleur d'Ingress : minikube addons enable ingress, ou kubectl " +
      "apply -f https://projectcontour.io/quickstart/contour.yaml",
    en: "The cluster has no Ingress controller: minikube addons enable ingress, or kubectl apply " +
      "-f https://projectcontour.io/quickstart/contour.yaml",
  },
};

/** What makes certificates. */
export const CERT_MANAGER: Need = {
  on: "cluster",
  objects: ["crd", "certificates.cert-manager.io"],
  remedy: {
    fr: "Le cluster n'a pas cert-manager : kubectl apply -f https://github.com/cert-manager/" +
      "cert-manager/releases/latest/download/cert-manager.yaml",
    en: "The cluster has no cert-manager: kubectl apply -f https://github.com/cert-manager/" +
      "cert-manager/releases/latest/download/cert-manager.yaml",
  },
};

/** What opens Secrets that were sealed. */
export const SEALED_SECRETS: Need = {
  on: "cluster",
  objects: ["crd", "sealedsecrets.bitnami.com"],
  remedy: {
    fr:
      "Le cluster n'a pas le contrôleur de Sealed Secrets : kubectl apply -f controller.yaml, de " +
      "https://github.com/bitnami-labs/sealed-secrets/releases",
    en: "The cluster has no controller of Sealed Secrets: kubectl apply -f controller.yaml, from " +
      "https://github.com/bitnami-labs/sealed-secrets/releases",
  },
};
