#!/bin/sh
# Makes a new password and seals it into git/: the controller of this cluster alone can open it, and the
# password itself is written nowhere. Run: sh seal.sh NAMESPACE
set -eu
cd "$(dirname "$0")"
namespace=$1
kubeseal --fetch-cert >cert.pem #? «--fetch-cert» le certificat du contrôleur : il scelle et n'ouvre pas, il peut être public | the controller's certificate: it seals and does not open, it may be public
password=$(od -An -N24 -tx1 /dev/urandom | tr -d ' \n') #? «/dev/urandom» le hasard du système, pas une idée | the system's randomness, not an idea
printf %s "$password" |
  kubectl create secret generic model-store --namespace "$namespace" \
    --from-file PASSWORD=/dev/stdin --output yaml --dry-run=client | #? «--dry-run=client» fabriqué ici, pas envoyé | made here, not sent
  kubeseal --cert cert.pem --format yaml --scope strict >git/model-store.yaml #? «strict» n'ouvre que dans cet espace de noms et sous ce nom | opens in this namespace and under this name only
