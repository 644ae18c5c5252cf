import { PREDICTORS, TRANSFORMERS } from "./estimators.ts";
import { FUNCTION_NAMES } from "./function_transformer.ts";

/** Parts of estimators that their readers open. */
const PARTS = `
sklearn.tree._tree.Tree
sklearn.ensemble._hist_gradient_boosting.binning._BinMapper
sklearn.ensemble._hist_gradient_boosting.predictor.TreePredictor
sklearn.calibration._CalibratedClassifier
sklearn.calibration._SigmoidCalibration
sklearn.isotonic.IsotonicRegression
sklearn.preprocessing._label.LabelEncoder
sklearn.impute._base.MissingIndicator
scipy.interpolate._bsplines.BSpline
xgboost.core.Booster
lightgbm.basic.Booster
`;

/** What fitted estimators drag along and no reader looks at. */
const OPAQUE = `
sklearn.feature_selection._univariate_selection.f_classif
sklearn.feature_selection._univariate_selection.f_regression
sklearn.feature_selection._univariate_selection.r_regression
sklearn.feature_selection._univariate_selection.chi2
sklearn.feature_selection._mutual_info.mutual_info_classif
sklearn.feature_selection._mutual_info.mutual_info_regression
sklearn.compose._column_transformer._RemainderColsList
sklearn.compose._column_transformer.make_column_selector
numpy.number
numpy.integer
numpy.floating
sklearn.utils._bunch.Bunch
sklearn.utils._metadata_requests.MetadataRequest
sklearn.utils._metadata_requests.MethodMetadataRequest
numpy.random._pickle.__randomstate_ctor
numpy.random._pickle.__generator_ctor
numpy.random._pickle.__bit_generator_ctor
numpy.random._mt19937.MT19937
numpy.random._pcg64.PCG64
numpy.random.bit_generator.SeedSequence
numpy.random.bit_generator.__pyx_unpickle_SeedSequence
numpy.random._generator.Generator
numpy.random.mtrand.RandomState
sklearn._loss.link.IdentityLink
sklearn._loss.link.LogLink
sklearn._loss.link.LogitLink
sklearn._loss.link.HalfLogitLink
sklearn._loss.link.MultinomialLogit
sklearn._loss.link.Interval
sklearn.ensemble._gb_losses.BinomialDeviance
sklearn.ensemble._gb_losses.MultinomialDeviance
sklearn.ensemble._gb_losses.ExponentialLoss
sklearn.ensemble._gb_losses.LeastSquaresError
sklearn.ensemble._gb_losses.LeastAbsoluteError
sklearn.ensemble._gb_losses.HuberLossFunction
sklearn.ensemble._gb_losses.QuantileLossFunction
sklearn.linear_model._sgd_fast.Log
sklearn.linear_model._sgd_fast.Hinge
sklearn.linear_model._sgd_fast.SquaredHinge
sklearn.linear_model._sgd_fast.ModifiedHuber
sklearn.linear_model._sgd_fast.SquaredLoss
sklearn.linear_model._sgd_fast.Huber
sklearn.linear_model._sgd_fast.EpsilonInsensitive
sklearn.linear_model._sgd_fast.SquaredEpsilonInsensitive
sklearn.preprocessing._label.LabelBinarizer
scipy._lib.array_api_compat.numpy._aliases.asarray
sklearn.neural_network._stochastic_optimizers.AdamOptimizer
sklearn.neural_network._stochastic_optimizers.SGDOptimizer
numpy.ma.core._mareconstruct
numpy.ma.core.MaskedArray
numpy.ma.MaskedArray
pandas.Index
pandas.StringDtype
pandas.core.indexes.base._new_Index
pandas.core.indexes.base.Index
pandas._libs.arrays.__pyx_unpickle_NDArrayBacked
pandas.arrays.StringArray
pandas.arrays.ArrowStringArray
pyarrow.lib._restore_array
pyarrow.lib.chunked_array
pyarrow.lib.type_for_alias
pyarrow.lib.py_buffer
`;

/** What a search was scored and split by. */
const SEARCHES: readonly (readonly [string, string])[] = [
  [
    "sklearn.metrics._scorer",
    "_Scorer _PassthroughScorer _PredictScorer _ProbaScorer _ThresholdScorer",
  ],
  ["sklearn.metrics._ranking", "roc_auc_score average_precision_score"],
  [
    "sklearn.metrics._classification",
    "accuracy_score balanced_accuracy_score f1_score precision_score recall_score log_loss " +
    "brier_score_loss matthews_corrcoef jaccard_score",
  ],
  [
    "sklearn.metrics._regression",
    "r2_score mean_squared_error root_mean_squared_error mean_absolute_error max_error " +
    "median_absolute_error explained_variance_score mean_absolute_percentage_error",
  ],
  [
    "sklearn.model_selection._split",
    "StratifiedKFold KFold GroupKFold StratifiedGroupKFold RepeatedKFold RepeatedStratifiedKFold " +
    "ShuffleSplit StratifiedShuffleSplit TimeSeriesSplit LeaveOneOut",
  ],
];

const LOSSES = `
HalfSquaredError AbsoluteError PinballLoss HuberLoss HalfPoissonLoss HalfGammaLoss HalfTweedieLoss
HalfTweedieLossIdentity
HalfBinomialLoss HalfMultinomialLoss ExponentialLoss
`.trim().split(/\s/);

/** scikit-learn 1.5 to 1.8 write the second module without its package. */
const LOSS_MODULES = ["sklearn._loss._loss", "_loss"];

/** Every class and function that a model file may name, beside those of Python and NumPy. */
export const ALLOWED_GLOBALS: ReadonlySet<string> = new Set([
  ...PREDICTORS.keys(),
  ...TRANSFORMERS.keys(),
  ...FUNCTION_NAMES,
  ...PARTS.trim().split("\n"),
  ...OPAQUE.trim().split("\n"),
  ...SEARCHES.flatMap(([module, names]) => names.split(" ").map((name) => `${module}.${name}`)),
  ...LOSSES.map((loss) => `sklearn._loss.loss.${loss}`),
  ...LOSS_MODULES.flatMap((module) =>
    LOSSES.flatMap((loss) => [`${module}.Cy${loss}`, `${module}.__pyx_unpickle_Cy${loss}`])
  ),
]);
