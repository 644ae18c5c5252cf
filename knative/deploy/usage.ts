/** What the program says when it is asked, or asked wrongly. */
export const USAGE = `Usage:
  deno task deploy [options]         put the whole stack on a cluster, or bring it up to date
  deno task render [options]         write what deploy would apply, for Flux, Argo CD or a person
  deno task rollback [options]       give all requests to the Revision before
  deno task train:cluster [options]  train once more; running pods follow the alias
  deno task undeploy [options]       take all of it away
  deno task logs [PART] [--follow]   logs of predict, classic, train, mlflow, postgres, ui, backup, or of all
  deno task backup                   make a backup now, proved by restoring it
  deno task backups                  the backups that there are
  deno task restore [BACKUP]         bring databases and artifacts back to the newest backup, or to one
  deno task open [PART]              open a part in the browser: page (default), mlflow, or docs, the
                                     classic service's

Options of all:
  --context NAME       context of the kubeconfig (default: the current one)
  --overlay NAME       folder of knative/overlays: workshop (default), production, or one of your own
  --namespace NAME     of the stack (default: mlops-workshop); with others, a cluster holds several

Options of deploy:
  --table FILE         table to train on in place of the reference task's: a path or an address, with
  --target COLUMN      the column of it that is predicted; flags of the training may follow --:
                       --table FILE --target COLUMN -- --n-estimators 300
  --registry HOST[/PATH]  where images go
  --kind NAME          load images into a kind cluster instead
  --minikube PROFILE   load images into a minikube cluster instead
                       (default: what the context's name says, kind-NAME or minikube)
  --mirror HOST        registry with copies of base images, asked first
                       (default: the registry itself if it is on this machine)
  --layouts FOLDER     folder with base images as OCI layouts, asked before all
  --install-knative    install Knative Serving with Kourier if the cluster has none; asks first
  --canary PERCENT     let a new Revision answer so many of the requests first; its errors, latency and
                       probabilities beside the old one's decide: then half, then all, or back
  --no-room-check      deploy though the nodes have no room now: where nodes are added by themselves
  --timeout SECONDS    limit for each part to become ready (default: 600)
  --dry-run            change nothing, say what would change

Options of render:
  --registry HOST[/PATH]  where images go
  --out FOLDER         where the manifests go, each image by its digest
  --commit HASH        commit that they come from: an annotation of each object
  --image-key FILE     private key (deno task sign --new-key) that attests where each image comes from,
  --source URL         with the commit of this repository

Options of train:cluster:
  --shards N           grow the trees in N pods, which share them; one more merges (default: 1)
  --timeout SECONDS    limit for the training (default: 600)

Options of restore:
  --to TIME            any moment since the first copy, 2026-11-30T12:00:00Z, or latest: Postgres reads
                       its archived log from the copy before
  --timeout SECONDS    limit for each step (default: 600)

Options of undeploy:
  --keep-volumes       keep the namespace, its volumes and its Secrets
  --knative            remove Knative Serving and Kourier as well

  --yes                answer every question with yes
`;
