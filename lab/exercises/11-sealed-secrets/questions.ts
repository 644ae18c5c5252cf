import type { Question } from "../../engine/exercise.ts";

/** What is asked about sealed Secrets. */
export const QUESTIONS: readonly Question[] = [
  {
    number: "who-opens",
    after: "sealed",
    text: {
      fr: "Vous avez le certificat, le fichier scellé et tous les droits sur votre ordinateur. " +
        "Pouvez-vous y lire le mot de passe ? (oui/non)",
      en:
        "You have the certificate, the sealed file and all rights on your computer. Can you read the " +
        "password in it? (yes/no)",
    },
    accepts: /^(non|no)$/i,
    explanation: {
      fr:
        "Non : la clé privée est dans le cluster, chez le contrôleur. Mais qui a le droit de lire les " +
        "Secrets du cluster lit le résultat : les droits (RBAC) restent nécessaires.",
      en:
        "No: the private key is in the cluster, with the controller. But who may read the cluster's " +
        "Secrets reads what comes of it: rights (RBAC) are still needed.",
    },
  },
  {
    number: "scope",
    after: "scope",
    text: {
      fr: "Pourquoi la portée strict, qui lie le fichier à un nom et à un espace de noms ?",
      en: "Why the scope strict, which ties the file to a name and a namespace?",
    },
    choices: [
      { text: { fr: "Pour que le fichier soit plus court.", en: "To make the file shorter." } },
      {
        text: {
          fr:
            "Sinon, qui peut créer des objets dans son espace de noms y copie le fichier et lit le vôtre.",
          en:
            "Else who may create objects in a namespace of theirs copies the file there and reads yours.",
        },
        isRight: true,
      },
      {
        text: {
          fr: "Parce que kubectl ne connaît pas les autres.",
          en: "Because kubectl does not know the others.",
        },
      },
    ],
    explanation: {
      fr: "Le contrôleur ouvre pour quiconque a le droit de demander, là où il le demande.",
      en: "The controller opens for whoever may ask, where they ask.",
    },
  },
  {
    number: "keys",
    after: "synced",
    text: {
      fr:
        "Combien de clés de scellement le contrôleur a-t-il ? (kubectl get secrets -n kube-system " +
        "-l sealedsecrets.bitnami.com/sealed-secrets-key)",
      en: "How many sealing keys does the controller have? (kubectl get secrets -n kube-system " +
        "-l sealedsecrets.bitnami.com/sealed-secrets-key)",
    },
    async expected(place) {
      const keys = await place.objects("secrets", [
        "--all-namespaces",
        "--selector=sealedsecrets.bitnami.com/sealed-secrets-key",
      ]);
      return `${keys.length}`;
    },
    explanation: {
      fr:
        "Il en ajoute une tous les 30 jours et garde les anciennes : ce qui est scellé s'ouvre toujours. " +
        "kubeseal --re-encrypt scelle à neuf avec la dernière. Renouveler la clé ne change pas le mot de " +
        "passe ; cela, c'est à vous. La stack scelle tous les siens par deno task secrets:seal, et " +
        "--rotate en refait.",
      en:
        "It adds one each 30 days and keeps the old ones: what is sealed can always be opened. kubeseal " +
        "--re-encrypt seals anew by the newest. A new key does not change the password; that is up to " +
        "you. The stack seals all of its own by deno task secrets:seal, and --rotate makes some anew.",
    },
  },
];
