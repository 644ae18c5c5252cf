/** The MLflow experiment of the task's trainings. */
export const EXPERIMENT_NAME = "diabetes-classification";

/** Name of each training's run. */
export const RUN_NAME = "diabetes-rf-model";

/** Name of the registered model. */
export const MODEL_NAME = "diabetes-model";

/** The alias that is served. */
export const CHAMPION = "champion";
