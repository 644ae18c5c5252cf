import { referenceTest, startRealMlflow } from "@mlops/testing/reference";
import { checkContract } from "./check_contract.ts";

referenceTest("contract: real MLflow", ["python"], async (test) => {
  await using mlflow = await startRealMlflow();
  await checkContract(test, mlflow.url);
});
