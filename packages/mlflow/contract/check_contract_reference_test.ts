import { referenceTest, startRealMlflow } from "@mlops/testing/reference";
import { checkContract } from "./check_contract.ts";

for (const release of ["2.17.2", "3.17.2"] as const) {
  referenceTest(`contract: real MLflow ${release}`, ["python"], async (test) => {
    await using mlflow = await startRealMlflow({ release });
    await checkContract(test, {
      url: mlflow.url,
      release,
      hasLoggedModels: release.startsWith("3."),
    });
  });
}
