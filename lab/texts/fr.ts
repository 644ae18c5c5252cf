/** The lab's own texts in French; the English ones have the same keys. */
export const FR = {
  minutes: (n: number) => `${n} min`,
  minutesHere: (n: number, here: number) => `${n} min, ${here} avec --local`,
  listTitle: "Exercices",
  listState: { new: "à faire", begun: "commencé", done: "fait" },
  putAway: "rangé par sa remise à zéro",
  begunAnew: "recommencé",
  local: "aussi sans cluster (--local)",
  localOnly: "sans cluster",
  mendedOf: (mended: number, all: number) => `${mended} panne(s) réparée(s) sur ${all}`,
  answeredOf: (right: number, all: number) => `${right} réponse(s) juste(s) sur ${all}`,
  starting: (n: number) => `Je prépare l'exercice ${n} …`,
  startedAlready: (n: number) =>
    `L'exercice ${n} est déjà commencé. Pour le reprendre à zéro : deno task lab reset ${n}`,
  putAgain: (files: string) => `Remis, comme au début, ce qui n'y était plus : ${files}`,
  standing: (title: string) => `  ✓ déjà en place : ${title}`,
  beginningFailed: (title: string, why: string) =>
    `Le début de l'exercice n'est pas debout : ${title} : ${why}`,
  goal: (text: string) => `But : ${text}`,
  files: (work: string) => `Fichiers à compléter (chaque ____), dans ${work} :`,
  then: "Ensuite, dans le terminal :",
  inPython: "ou, en Python :",
  beside: "à côté, dans un autre terminal :",
  stays: "dans un terminal à part, elle continue",
  checkWith: (n: number) => `Pour vérifier : deno task lab check ${n}`,
  notStarted: (n: number, where: string) =>
    `L'exercice ${n} n'est pas commencé : lancez d'abord deno task lab start ${n}${where}`,
  holdsOf: (holds: number, all: number) => `${holds} sur ${all}`,
  done: (n: number) => `Exercice ${n} fait. Cassez-le pour voir : deno task lab break ${n}`,
  doneWhole: (n: number) => `Exercice ${n} fait.`,
  doneAll: (n: number) => `Exercice ${n} fait, ses pannes aussi.`,
  mended: (seconds: number) => `Réparé, après ${seconds} s.`,
  stillBroken: "La panne est toujours là :",
  question: (number: string, text: string) => `Question ${number} : ${text}`,
  answerWith: (n: number, number: string) =>
    `Répondre : deno task lab answer ${n} ${number} RÉPONSE`,
  noQuestion: (n: number, number: string, known: string) =>
    `L'exercice ${n} n'a pas de question "${number}" : il a ${known}`,
  right: "Juste.",
  wrong: "Ce n'est pas cela.",
  tryAgain: "Réfléchissez encore ; après la prochaine réponse, l'explication.",
  noAnswer: (n: number, number: string) =>
    `Il manque la réponse : deno task lab answer ${n} ${number} RÉPONSE`,
  noChoice: (letters: string) => `Répondez par une des lettres ${letters}`,
  hint: (given: number, all: number) => `Indice ${given} sur ${all}`,
  solutionAsk: (n: number) => `Voir la solution de l'exercice ${n} ?`,
  imageHere: "ce qu'affiche deno task lab image",
  solutionKept: "La solution reste cachée ; --yes la montre.",
  solutionWritten: (work: string) => `Écrit dans ${work}`,
  breakFirst: (n: number) =>
    `L'exercice ${n} n'est pas encore fait : deno task lab check ${n} dit ce qui manque`,
  openAlready: "Une panne est déjà ouverte :",
  noInjury: (n: number) => `L'exercice ${n} n'a pas de panne ici`,
  unknownInjury: (id: string, known: string) => `Il n'y a pas de panne "${id}" : il y a ${known}`,
  broken: "Quelque chose ne va plus :",
  notSeenYet:
    "Rien ne le montre encore. Une panne du réseau ne se voit que là où le cluster applique les NetworkPolicies (lab/README.md).",
  findIt: (n: number) =>
    `Trouvez et réparez. Indices : deno task lab hint ${n}. Vérifier : deno task lab check ${n}`,
  resetDone: (n: number, removed: string) => `Exercice ${n} remis à zéro (${removed})`,
  sharedIsBack: (what: string) => `Comme avant son début : ${what}`,
  sharedStays: (what: string, n: number) =>
    `L'exercice ${n}, commencé après, s'appuie dessus ; sa remise à zéro les remettra : ${what}`,
  sharedNoted: (n: number, what: string) =>
    `Ce que deno task lab reset ${n} remettra dans l'état de maintenant, sans ce qui sera venu depuis : ${what}`,
  resetting: (namespace: string) =>
    `J'efface ${namespace} ; ses pods peuvent mettre des minutes à partir …`,
  resetNothing: "rien sur le cluster",
  noComparison: (n: number) => `L'exercice ${n} n'a rien à comparer`,
  compareOnCluster: (n: number) =>
    `L'exercice ${n} compare les deux formes sur un cluster : deno task lab reset ${n}, puis start ${n} sans --local`,
  noStack: (namespace: string) =>
    `La comparaison interroge la stack entière, dans ${namespace} : deno task deploy l'y met`,
  classic: "Deployment et HPA",
  knative: "Service Knative",
  noImage: (name: string) =>
    `On ne fait pas d'image de "${name}" : mlflow, functions/predict, ou le numéro d'un exercice`,
  noProgram: (n: number) => `L'exercice ${n} n'a pas de programme dont on ferait une image`,
  blanksInProgram: (path: string, blanks: number) =>
    `${path} a encore ${blanks} ____ : complétez-le, puis faites-en une image`,
  imagesUnknown: (why: string) =>
    `Je ne sais pas où vont les images : ajoutez --registry HÔTE, --kind NOM ou --minikube PROFIL (${why})`,
  notHere: (n: number) => `L'exercice ${n} ne se fait que sur un cluster : enlevez --local`,
  onlyHere: (n: number) => `L'exercice ${n} se fait sans cluster : ajoutez --local`,
  page: (url: string) => `La page du lab : ${url} (Ctrl-C l'arrête)`,
  pageTitle: "Le lab",
  pagePicture: "Votre cluster, en direct",
  pageNothing: "Rien encore dans cet espace de noms.",
  pageLocal: "Cet exercice se fait sur cette machine : il n'a rien sur un cluster.",
  pageUnreachable: "Le cluster ne répond pas.",
  pageGone: "La page n'est plus à jour : deno task lab page est-il arrêté ?",
  ready: "prêt",
  notReady: "pas prêt",
  student: "Étudiant",
  gradeLegend:
    "Par exercice : étapes, réponses justes, pannes réparées ; s : solution vue ; r : remis à zéro depuis, fichiers effacés ; ____ : fichiers incomplets",
  gradeEmpty: (folder: string) => `Aucun progress.json sous ${folder}`,
  exported: (files: number, folder: string) => `${files} fichiers écrits dans ${folder}`,
  failing: (title: string, why: string) => `  ✗ ${title} : ${why}`,
  exerciseTitle: (n: number, title: string) => `Exercice ${n} : ${title}`,
};
