import { readAdaBoostClassifier, readAdaBoostRegressor } from "./ada_boost.ts";
import { readBagging } from "./bagging.ts";
import { readBernoulliNaiveBayes } from "./bernoulli_naive_bayes.ts";
import { readBinarizer } from "./binarizer.ts";
import { readLightgbmWrapper, readXgboostWrapper } from "./boosters.ts";
import { readCalibration } from "./calibration.ts";
import { readCategoricalNaiveBayes } from "./categorical_naive_bayes.ts";
import { readColumnTransformer, readFeatureUnion } from "./column_transformer.ts";
import { readComplementNaiveBayes, readMultinomialNaiveBayes } from "./count_naive_bayes.ts";
import { readDummyClassifier, readDummyRegressor } from "./dummy.ts";
import type { Estimator } from "./estimator.ts";
import { readFunctionTransformer } from "./function_transformer.ts";
import { readGaussianNaiveBayes } from "./gaussian_naive_bayes.ts";
import { readGradientBoosting } from "./gradient_boosting.ts";
import { readHistGradientBoosting } from "./hist_gradient_boosting.ts";
import { readKBinsDiscretizer } from "./k_bins_discretizer.ts";
import {
  readGeneralizedLinearModel,
  readLinearDiscriminant,
  readLinearRegression,
  readLogisticRegression,
  readScoringClassifier,
  readSgdClassifier,
} from "./linear_models.ts";
import { readElimination, readSelectFromModel, readSupport } from "./model_selections.ts";
import { readNeuralNetwork } from "./neural_network.ts";
import { readNormalizer } from "./normalizer.ts";
import { readOneHotEncoder } from "./one_hot_encoder.ts";
import { readOrdinalEncoder } from "./ordinal_encoder.ts";
import { readPipeline, readTransformerPipeline } from "./pipeline.ts";
import { readPolynomialFeatures } from "./polynomial_features.ts";
import { readPowerTransformer } from "./power_transformer.ts";
import type { Predictor } from "./predictor.ts";
import { readDiscriminantComponents, readPca, readTruncatedSvd } from "./projections.ts";
import { readQuadraticDiscriminant } from "./quadratic_discriminant.ts";
import { readQuantileTransformer } from "./quantile_transformer.ts";
import {
  readMaxAbsScaler,
  readMinMaxScaler,
  readRobustScaler,
  readStandardScaler,
} from "./scalers.ts";
import { readSearch } from "./search.ts";
import { readSimpleImputer } from "./simple_imputer.ts";
import { readSplineTransformer } from "./spline_transformer.ts";
import { readStacking } from "./stacking.ts";
import { readTargetEncoder } from "./target_encoder.ts";
import type { Transformer } from "./transformer.ts";
import { readFrozen } from "./frozen.ts";
import { readForest, readSingleTree } from "./trees_and_forests.ts";
import { readTransformedTarget } from "./transformed_target.ts";
import {
  readGenericUnivariateSelect,
  readSelectFdr,
  readSelectFpr,
  readSelectFwe,
  readSelectKBest,
  readSelectPercentile,
  readVarianceThreshold,
} from "./univariate_selections.ts";
import { readVoting } from "./voting.ts";

const UNIVARIATE = "sklearn.feature_selection._univariate_selection";
const HIST = "sklearn.ensemble._hist_gradient_boosting.gradient_boosting";

/** Readers of estimators that predict, by module and class. A new estimator is a line here. */
export const PREDICTORS: ReadonlyMap<string, (estimator: Estimator) => Predictor> = new Map([
  ["sklearn.tree._classes.DecisionTreeClassifier", readSingleTree],
  ["sklearn.tree._classes.DecisionTreeRegressor", readSingleTree],
  ["sklearn.tree._classes.ExtraTreeClassifier", readSingleTree],
  ["sklearn.tree._classes.ExtraTreeRegressor", readSingleTree],
  ["sklearn.ensemble._forest.RandomForestClassifier", readForest],
  ["sklearn.ensemble._forest.RandomForestRegressor", readForest],
  ["sklearn.ensemble._forest.ExtraTreesClassifier", readForest],
  ["sklearn.ensemble._forest.ExtraTreesRegressor", readForest],
  ["sklearn.ensemble._weight_boosting.AdaBoostClassifier", readAdaBoostClassifier],
  ["sklearn.ensemble._weight_boosting.AdaBoostRegressor", readAdaBoostRegressor],
  ["sklearn.ensemble._bagging.BaggingClassifier", readBagging],
  ["sklearn.ensemble._bagging.BaggingRegressor", readBagging],
  ["sklearn.ensemble._gb.GradientBoostingClassifier", readGradientBoosting],
  ["sklearn.ensemble._gb.GradientBoostingRegressor", readGradientBoosting],
  [`${HIST}.HistGradientBoostingClassifier`, readHistGradientBoosting],
  [`${HIST}.HistGradientBoostingRegressor`, readHistGradientBoosting],
  ["sklearn.ensemble._voting.VotingClassifier", readVoting],
  ["sklearn.ensemble._voting.VotingRegressor", readVoting],
  ["sklearn.ensemble._stacking.StackingClassifier", readStacking],
  ["sklearn.ensemble._stacking.StackingRegressor", readStacking],
  ["sklearn.compose._target.TransformedTargetRegressor", readTransformedTarget],
  ["sklearn.calibration.CalibratedClassifierCV", readCalibration],
  ["sklearn.naive_bayes.GaussianNB", readGaussianNaiveBayes],
  ["sklearn.naive_bayes.BernoulliNB", readBernoulliNaiveBayes],
  ["sklearn.naive_bayes.MultinomialNB", readMultinomialNaiveBayes],
  ["sklearn.naive_bayes.ComplementNB", readComplementNaiveBayes],
  ["sklearn.naive_bayes.CategoricalNB", readCategoricalNaiveBayes],
  ["sklearn.discriminant_analysis.LinearDiscriminantAnalysis", readLinearDiscriminant],
  ["sklearn.discriminant_analysis.QuadraticDiscriminantAnalysis", readQuadraticDiscriminant],
  ["sklearn.feature_selection._rfe.RFE", readElimination],
  ["sklearn.feature_selection._rfe.RFECV", readElimination],
  ["sklearn.linear_model._base.LinearRegression", readLinearRegression],
  ["sklearn.linear_model._ridge.Ridge", readLinearRegression],
  ["sklearn.linear_model._ridge.RidgeCV", readLinearRegression],
  ["sklearn.linear_model._coordinate_descent.Lasso", readLinearRegression],
  ["sklearn.linear_model._coordinate_descent.LassoCV", readLinearRegression],
  ["sklearn.linear_model._coordinate_descent.ElasticNet", readLinearRegression],
  ["sklearn.linear_model._coordinate_descent.ElasticNetCV", readLinearRegression],
  ["sklearn.linear_model._bayes.BayesianRidge", readLinearRegression],
  ["sklearn.linear_model._huber.HuberRegressor", readLinearRegression],
  ["sklearn.linear_model._least_angle.Lars", readLinearRegression],
  ["sklearn.linear_model._least_angle.LassoLars", readLinearRegression],
  ["sklearn.linear_model._omp.OrthogonalMatchingPursuit", readLinearRegression],
  ["sklearn.linear_model._least_angle.LarsCV", readLinearRegression],
  ["sklearn.linear_model._least_angle.LassoLarsCV", readLinearRegression],
  ["sklearn.linear_model._least_angle.LassoLarsIC", readLinearRegression],
  ["sklearn.linear_model._omp.OrthogonalMatchingPursuitCV", readLinearRegression],
  ["sklearn.linear_model._bayes.ARDRegression", readLinearRegression],
  ["sklearn.linear_model._theil_sen.TheilSenRegressor", readLinearRegression],
  ["sklearn.linear_model._quantile.QuantileRegressor", readLinearRegression],
  ["sklearn.linear_model._passive_aggressive.PassiveAggressiveRegressor", readLinearRegression],
  ["sklearn.svm._classes.LinearSVR", readLinearRegression],
  ["sklearn.linear_model._stochastic_gradient.SGDRegressor", readLinearRegression],
  ["sklearn.linear_model._glm.glm.PoissonRegressor", readGeneralizedLinearModel],
  ["sklearn.linear_model._glm.glm.GammaRegressor", readGeneralizedLinearModel],
  ["sklearn.linear_model._glm.glm.TweedieRegressor", readGeneralizedLinearModel],
  ["sklearn.linear_model._logistic.LogisticRegression", readLogisticRegression],
  ["sklearn.linear_model._logistic.LogisticRegressionCV", readLogisticRegression],
  ["sklearn.linear_model._stochastic_gradient.SGDClassifier", readSgdClassifier],
  ["sklearn.svm._classes.LinearSVC", readScoringClassifier],
  ["sklearn.linear_model._ridge.RidgeClassifier", readScoringClassifier],
  ["sklearn.linear_model._ridge.RidgeClassifierCV", readScoringClassifier],
  ["sklearn.linear_model._perceptron.Perceptron", readScoringClassifier],
  ["sklearn.linear_model._passive_aggressive.PassiveAggressiveClassifier", readScoringClassifier],
  ["sklearn.neural_network._multilayer_perceptron.MLPClassifier", readNeuralNetwork],
  ["sklearn.neural_network._multilayer_perceptron.MLPRegressor", readNeuralNetwork],
  ["sklearn.dummy.DummyClassifier", readDummyClassifier],
  ["sklearn.dummy.DummyRegressor", readDummyRegressor],
  ["sklearn.pipeline.Pipeline", readPipeline],
  ["sklearn.model_selection._search.GridSearchCV", readSearch],
  ["sklearn.model_selection._search.RandomizedSearchCV", readSearch],
  ["sklearn.model_selection._search_successive_halving.HalvingGridSearchCV", readSearch],
  ["sklearn.model_selection._search_successive_halving.HalvingRandomSearchCV", readSearch],
  ["sklearn.frozen._frozen.FrozenEstimator", readFrozen],
  ["xgboost.sklearn.XGBClassifier", readXgboostWrapper],
  ["xgboost.sklearn.XGBRegressor", readXgboostWrapper],
  ["xgboost.sklearn.XGBRFClassifier", readXgboostWrapper],
  ["xgboost.sklearn.XGBRFRegressor", readXgboostWrapper],
  ["lightgbm.sklearn.LGBMClassifier", readLightgbmWrapper],
  ["lightgbm.sklearn.LGBMRegressor", readLightgbmWrapper],
]);

/** Readers of estimators that transform, by module and class. */
export const TRANSFORMERS: ReadonlyMap<
  string,
  (estimator: Estimator, nInputs: number | null) => Transformer
> = new Map<string, (estimator: Estimator, nInputs: number | null) => Transformer>([
  ["sklearn.pipeline.Pipeline", readTransformerPipeline],
  ["sklearn.compose._column_transformer.ColumnTransformer", readColumnTransformer],
  ["sklearn.pipeline.FeatureUnion", readFeatureUnion],
  ["sklearn.preprocessing._data.StandardScaler", readStandardScaler],
  ["sklearn.preprocessing._data.MinMaxScaler", readMinMaxScaler],
  ["sklearn.preprocessing._data.MaxAbsScaler", readMaxAbsScaler],
  ["sklearn.preprocessing._data.RobustScaler", readRobustScaler],
  ["sklearn.preprocessing._data.PowerTransformer", readPowerTransformer],
  ["sklearn.preprocessing._data.QuantileTransformer", readQuantileTransformer],
  ["sklearn.preprocessing._data.Binarizer", readBinarizer],
  ["sklearn.preprocessing._data.Normalizer", readNormalizer],
  ["sklearn.preprocessing._encoders.OneHotEncoder", readOneHotEncoder],
  ["sklearn.preprocessing._encoders.OrdinalEncoder", readOrdinalEncoder],
  ["sklearn.preprocessing._function_transformer.FunctionTransformer", readFunctionTransformer],
  ["sklearn.preprocessing._polynomial.PolynomialFeatures", readPolynomialFeatures],
  ["sklearn.preprocessing._discretization.KBinsDiscretizer", readKBinsDiscretizer],
  ["sklearn.decomposition._pca.PCA", readPca],
  ["sklearn.decomposition._incremental_pca.IncrementalPCA", readPca],
  ["sklearn.decomposition._truncated_svd.TruncatedSVD", readTruncatedSvd],
  ["sklearn.preprocessing._target_encoder.TargetEncoder", readTargetEncoder],
  ["sklearn.preprocessing._polynomial.SplineTransformer", readSplineTransformer],
  ["sklearn.impute._base.SimpleImputer", readSimpleImputer],
  ["sklearn.discriminant_analysis.LinearDiscriminantAnalysis", readDiscriminantComponents],
  [`${UNIVARIATE}.SelectKBest`, readSelectKBest],
  [`${UNIVARIATE}.SelectPercentile`, readSelectPercentile],
  [`${UNIVARIATE}.SelectFpr`, readSelectFpr],
  [`${UNIVARIATE}.SelectFdr`, readSelectFdr],
  [`${UNIVARIATE}.SelectFwe`, readSelectFwe],
  [`${UNIVARIATE}.GenericUnivariateSelect`, readGenericUnivariateSelect],
  ["sklearn.feature_selection._variance_threshold.VarianceThreshold", readVarianceThreshold],
  ["sklearn.feature_selection._from_model.SelectFromModel", readSelectFromModel],
  ["sklearn.feature_selection._rfe.RFE", readSupport],
  ["sklearn.feature_selection._rfe.RFECV", readSupport],
  ["sklearn.feature_selection._sequential.SequentialFeatureSelector", readSupport],
]);
