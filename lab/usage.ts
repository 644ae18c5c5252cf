import type { Words } from "./engine/words.ts";

/** What `deno task lab help` prints. */
export const USAGE: Words = {
  fr: `Le lab : apprendre la pile en la faisant, exercice par exercice.

deno task lab list                    les exercices, ce qui est fait
deno task lab start N [--local]       met le cluster au début de l'exercice et pose les fichiers à compléter
deno task lab check N                 dit, étape par étape, ce qui tient et ce qui ne tient pas
deno task lab hint N                  l'indice suivant, plus direct à chaque fois
deno task lab solution N [--write]    la réponse, après une question ; --write complète les fichiers
deno task lab break N [PANNE]         casse ce qui marche : à vous de trouver et de réparer
deno task lab answer N QUESTION MOT   répond à une question
deno task lab compare N               la même chose des deux manières, en chiffres de votre cluster
deno task lab image NOM               fabrique une image sans Docker : mlflow, functions/predict, ou le numéro d'un exercice
deno task lab reset N                 enlève tout de l'exercice : espace de noms, volumes, fichiers, modèles enregistrés ; ce qui était fait reste noté
deno task lab page [--port 8600]      la progression et votre cluster, dessinés en direct
deno task lab grade DOSSIER           un tableau : dans le dossier, une copie de lab/work par étudiant
deno task lab export killercoda|educates DOSSIER --repository URL
                                      les exercices dans le format d'une plateforme

  --lang fr|en            la langue, retenue ensuite ; celle du système sinon
  --context NOM           le contexte de kubectl ; l'actuel sinon
  --registry HÔTE, --kind NOM, --minikube PROFIL
                          où vont les images, comme pour deno task deploy ; retenu ensuite
  --local                 sur la pile de deno task start, sans cluster
  --yes                   répond oui à ce qui est demandé`,
  en: `The lab: learn the stack by making it, exercise by exercise.

deno task lab list                    the exercises, and what is done
deno task lab start N [--local]       brings the cluster into the exercise's beginning, puts the files to complete
deno task lab check N                 says step by step what holds and what does not
deno task lab hint N                  the next hint, more direct each time
deno task lab solution N [--write]    the answer, after a question; --write completes the files
deno task lab break N [INJURY]        injures what works: find it and mend it
deno task lab answer N QUESTION WORD  answers a question
deno task lab compare N               the same thing both ways, in figures of your cluster
deno task lab image NAME              makes an image without Docker: mlflow, functions/predict, or an exercise's number
deno task lab reset N                 removes all of the exercise: namespace, volumes, files, models that it registered; what was done stays noted
deno task lab page [--port 8600]      what is done, and your cluster, drawn live
deno task lab grade FOLDER            a table: in the folder, a copy of lab/work for each student
deno task lab export killercoda|educates FOLDER --repository URL
                                      the exercises in the format of a lab platform

  --lang fr|en            the language, remembered then; else the system's
  --context NAME          kubectl's context; else the current one
  --registry HOST, --kind NAME, --minikube PROFILE
                          where images go, as for deno task deploy; remembered then
  --local                 on the stack of deno task start, without a cluster
  --yes                   says yes to what is asked`,
};
