"""Fits estimators of every supported kind and writes them with rows and answers.

Usage: fit_models.py FOLDER [skops]   prints the names as JSON; FOLDER/NAME.pkl and NAME.json for each
"""
import contextlib
import functools
import json
import pickle
import sys
import warnings

import numpy as np
import pandas as pd
import sklearn
from sklearn.calibration import CalibratedClassifierCV
from sklearn.compose import ColumnTransformer, TransformedTargetRegressor, make_column_selector
from sklearn.decomposition import PCA, IncrementalPCA, TruncatedSVD
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis, QuadraticDiscriminantAnalysis
from sklearn.dummy import DummyClassifier, DummyRegressor
from sklearn.ensemble import (
    AdaBoostClassifier, AdaBoostRegressor,
    BaggingClassifier, BaggingRegressor, ExtraTreesClassifier, ExtraTreesRegressor,
    GradientBoostingClassifier, GradientBoostingRegressor, HistGradientBoostingClassifier,
    HistGradientBoostingRegressor, RandomForestClassifier, RandomForestRegressor, StackingClassifier, StackingRegressor,
    VotingClassifier, VotingRegressor,
)
from sklearn.experimental import enable_halving_search_cv  # noqa: F401 -- makes the next import work
from sklearn.feature_selection import (
    RFE, RFECV, GenericUnivariateSelect, SelectFdr, SelectFpr, SelectFromModel, SelectFwe, SelectKBest,
    SelectPercentile, SequentialFeatureSelector, VarianceThreshold, chi2, f_regression, mutual_info_classif,
)
from sklearn.impute import SimpleImputer
from sklearn.linear_model import (
    ARDRegression, BayesianRidge, ElasticNet, ElasticNetCV, GammaRegressor, HuberRegressor, Lars, LarsCV, Lasso, LassoCV,
    LassoLars, LassoLarsCV, LassoLarsIC, LinearRegression, LogisticRegression, LogisticRegressionCV,
    OrthogonalMatchingPursuit, OrthogonalMatchingPursuitCV, PassiveAggressiveClassifier, PassiveAggressiveRegressor,
    Perceptron, PoissonRegressor, QuantileRegressor, Ridge, RidgeClassifier, RidgeClassifierCV, RidgeCV, SGDClassifier,
    SGDRegressor, TheilSenRegressor, TweedieRegressor,
)
from sklearn.model_selection import GridSearchCV, HalvingGridSearchCV, RandomizedSearchCV
from sklearn.naive_bayes import BernoulliNB, CategoricalNB, ComplementNB, GaussianNB, MultinomialNB
from sklearn.neural_network import MLPClassifier, MLPRegressor
from sklearn.pipeline import make_pipeline, make_union
from sklearn.preprocessing import (
    Binarizer, FunctionTransformer, KBinsDiscretizer, MaxAbsScaler, MinMaxScaler, Normalizer, OneHotEncoder, OrdinalEncoder,
    PolynomialFeatures, PowerTransformer, QuantileTransformer, RobustScaler, SplineTransformer, StandardScaler,
    TargetEncoder,
)
from sklearn.svm import LinearSVC, LinearSVR
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor, ExtraTreeClassifier

warnings.filterwarnings("ignore")
VERSION = tuple(int(part) for part in sklearn.__version__.split(".")[:2])
rng = np.random.default_rng(11)
N = 400
numbers = pd.DataFrame(rng.normal(size=(N, 4)) * [1, 10, 0.01, 100], columns=["a", "b", "c", "d"])
numbers["b"] = numbers["b"].round()
with_gaps = numbers.mask(rng.random(numbers.shape) < 0.15)
mixed = with_gaps.assign(
    city=rng.choice(["Rome", "Oslo", "Lyon", "Nice", "Métz", "rare"], N, p=[0.4, 0.3, 0.15, 0.1, 0.04, 0.01]),
    grade=rng.choice([0, 1, 2, 3, 7], N),
    smoker=rng.choice([True, False], N),
)
texts_with_gaps = mixed["city"].astype(object).where(rng.random(N) > 0.1, None)
mixed["town"] = texts_with_gaps
signal = numbers["a"] + numbers["b"] / 10 + (mixed["grade"] > 1) + (mixed["city"] == "Rome")
binary = (signal + rng.normal(size=N) * 0.5 > 1).astype(int).to_numpy()
three = np.digitize(signal + rng.normal(size=N) * 0.5, [0, 1.5])
words = np.array(["low", "mid", "high"])[three]
value = (signal * 3 + rng.normal(size=N)).to_numpy()
positive = np.exp(value / 5)
weights = rng.integers(0, 3, N).astype(float)

unseen = mixed.sample(60, random_state=1).reset_index(drop=True)
unseen.loc[:5, "city"] = "Atlantis"
unseen.loc[3:8, "grade"] = 99
edges = pd.DataFrame(
    [[0, 0, 0, 0], [-0.0, 1e-300, 1e30, -1e30], [1, 10, 0.01, 100]], columns=numbers.columns, dtype=float
)


def column_steps(one_hot, ordinal, **imputer):
    return ColumnTransformer([
        ("num", make_pipeline(SimpleImputer(**imputer), StandardScaler()), ["a", "b", "c"]),
        ("hot", one_hot, ["city", "grade"]),
        ("ord", ordinal, ["smoker", "city"]),
    ], remainder=SimpleImputer(strategy="median") if "town" not in one_hot.get_params() else "drop")


def on_mixed(*steps):
    return make_pipeline(*steps)


X3 = ["a", "b", "c", "d"]
ordinal = OrdinalEncoder(handle_unknown="use_encoded_value", unknown_value=-1)
hot = OneHotEncoder(handle_unknown="ignore")
num = ColumnTransformer([("s", StandardScaler(), ["a", "b"]), ("m", MinMaxScaler(clip=True), [2]),
                         ("r", RobustScaler(with_centering=False), slice(3, 4))], remainder="drop")

MODELS = {
    "tree": (DecisionTreeClassifier(max_depth=6, random_state=0), with_gaps, three),
    "tree_entropy": (DecisionTreeClassifier(criterion="entropy", max_leaf_nodes=20), numbers, words),
    "tree_random": (DecisionTreeRegressor(splitter="random", random_state=0, max_depth=8), numbers, value),
    "tree_absolute": (DecisionTreeRegressor(criterion="absolute_error", max_depth=4), numbers, value),
    "extra_tree": (ExtraTreeClassifier(random_state=1, max_depth=7), numbers, binary),
    "one_class": (RandomForestClassifier(n_estimators=3), numbers, np.ones(N, int)),
    "forest": (RandomForestClassifier(n_estimators=13, max_depth=7, class_weight="balanced", random_state=0), numbers, words),
    "forest_no_bootstrap": (RandomForestClassifier(n_estimators=5, bootstrap=False, min_samples_leaf=5), numbers, binary - 5),
    "forest_jobs": (RandomForestClassifier(n_estimators=9, n_jobs=1, criterion="log_loss", max_depth=5), numbers, binary.astype(bool)),
    "forest_value": (RandomForestRegressor(n_estimators=11, max_depth=8, random_state=2), numbers, value),
    "extra_trees": (ExtraTreesClassifier(n_estimators=10, max_depth=8, random_state=0), numbers, three),
    "extra_trees_value": (ExtraTreesRegressor(n_estimators=7, max_depth=8, bootstrap=True), numbers, value),
    "bagging": (BaggingClassifier(n_estimators=7, max_features=0.5, random_state=0), numbers, words),
    "bagging_logistic": (BaggingClassifier(LogisticRegression(max_iter=500), n_estimators=4, max_samples=0.4), numbers, three),
    "bagging_few": (BaggingClassifier(DecisionTreeClassifier(max_depth=3), n_estimators=6, max_samples=6, random_state=3), numbers, three),
    "bagging_value": (BaggingRegressor(n_estimators=6, max_features=0.75, bootstrap_features=True), numbers, value),
    "gb": (GradientBoostingClassifier(n_estimators=12, subsample=0.7, random_state=0), numbers, words),
    "gb_binary": (GradientBoostingClassifier(n_estimators=15, learning_rate=0.37), numbers, binary),
    "gb_zero": (GradientBoostingClassifier(n_estimators=5, init="zero"), numbers, binary),
    "gb_exponential": (GradientBoostingClassifier(n_estimators=9, loss="exponential", max_features=2), numbers, words == "low"),
    "gb_huber": (GradientBoostingRegressor(n_estimators=10, loss="huber"), numbers, value),
    "gb_quantile": (GradientBoostingRegressor(n_estimators=10, loss="quantile", alpha=0.8), numbers, value),
    "gb_absolute": (GradientBoostingRegressor(n_estimators=8, loss="absolute_error"), numbers, value),
    "hgb": (HistGradientBoostingClassifier(max_iter=15), with_gaps, words),
    "hgb_binary": (HistGradientBoostingClassifier(max_iter=15, early_stopping=True, random_state=0), with_gaps, binary),
    "hgb_monotonic": (HistGradientBoostingRegressor(max_iter=9, monotonic_cst=[1, 0, -1, 0], interaction_cst="pairwise"), with_gaps, value),
    "hgb_gamma": (HistGradientBoostingRegressor(max_iter=9, loss="gamma"), numbers, positive),
    "hgb_poisson": (HistGradientBoostingRegressor(max_iter=9, loss="poisson"), numbers, positive),
    "hgb_quantile": (HistGradientBoostingRegressor(max_iter=9, loss="quantile", quantile=0.3), with_gaps, value),
    "hgb_absolute": (HistGradientBoostingRegressor(max_iter=9, loss="absolute_error"), with_gaps, value),
    "hgb_categories": (HistGradientBoostingClassifier(max_iter=9, categorical_features=[1, 2]), mixed[["a", "grade", "smoker", "d"]].astype(float), three),
    "linear": (LinearRegression(), numbers, value),
    "linear_no_intercept": (LinearRegression(fit_intercept=False), numbers, value),
    "ridge": (Ridge(alpha=2.5), numbers, value),
    "lasso": (Lasso(alpha=0.05), numbers, value),
    "elastic": (ElasticNet(alpha=0.05, fit_intercept=False), numbers, value),
    "ridge_cv": (RidgeCV(), numbers, value),
    "lasso_cv": (LassoCV(cv=3), numbers, value),
    "elastic_cv": (ElasticNetCV(cv=3), numbers, value),
    "bayesian_ridge": (BayesianRidge(), numbers, value),
    "huber": (make_pipeline(StandardScaler(), HuberRegressor()), numbers, value),
    "lars": (Lars(), numbers, value),
    "lasso_lars": (LassoLars(alpha=0.01), numbers, value),
    "matching_pursuit": (OrthogonalMatchingPursuit(), numbers, value),
    "sgd_value": (make_pipeline(MaxAbsScaler(), SGDRegressor(random_state=0)), numbers, value),
    "logistic": (LogisticRegression(max_iter=500), numbers, words),
    "logistic_cv": (LogisticRegressionCV(cv=3, Cs=3, max_iter=500), numbers, words),
    "logistic_liblinear": (LogisticRegression(solver="liblinear"), numbers, binary),
    "logistic_no_intercept": (LogisticRegression(fit_intercept=False, max_iter=500), numbers, three),
    "sgd": (make_pipeline(StandardScaler(), SGDClassifier(loss="log_loss", random_state=0)), numbers, binary),
    "sgd_hinge": (make_pipeline(StandardScaler(), SGDClassifier(random_state=0)), numbers, words),
    "sgd_huber": (make_pipeline(StandardScaler(), SGDClassifier(loss="huber", random_state=0)), numbers, words),
    "linear_svc": (make_pipeline(StandardScaler(), LinearSVC()), numbers, words),
    "linear_svc_binary": (make_pipeline(StandardScaler(), LinearSVC()), numbers, binary),
    "ridge_classifier": (make_pipeline(StandardScaler(), RidgeClassifier()), numbers, words),
    "ridge_classifier_cv": (RidgeClassifierCV(), numbers, binary),
    "perceptron": (make_pipeline(StandardScaler(), Perceptron()), numbers, words),
    "passive": (make_pipeline(StandardScaler(), PassiveAggressiveClassifier(random_state=0)), numbers, binary),
    "calibrated_svc": (CalibratedClassifierCV(LinearSVC(), cv=3), numbers, words),
    "dummy": (DummyClassifier(), numbers, words),
    "dummy_frequent": (DummyClassifier(strategy="most_frequent"), mixed[["a", "d"]], binary),
    "dummy_constant": (DummyClassifier(strategy="constant", constant="mid"), numbers, words),
    "dummy_value": (make_pipeline(StandardScaler(), DummyRegressor(strategy="median")), numbers, value),
    "poisson": (make_pipeline(StandardScaler(), PoissonRegressor()), numbers, positive.round()),
    "gamma": (make_pipeline(StandardScaler(), GammaRegressor()), numbers, positive),
    "tweedie": (make_pipeline(StandardScaler(), TweedieRegressor(power=1.5)), numbers, positive),
    "tweedie_normal": (make_pipeline(StandardScaler(), TweedieRegressor(power=0)), numbers, value),
    "ard": (ARDRegression(), numbers, value),
    "theil_sen": (TheilSenRegressor(random_state=0), numbers, value),
    "quantile": (make_pipeline(StandardScaler(), QuantileRegressor(alpha=0.01)), numbers, value),
    "passive_value": (make_pipeline(StandardScaler(), PassiveAggressiveRegressor(random_state=0)), numbers, value),
    "linear_svr": (make_pipeline(StandardScaler(), LinearSVR()), numbers, value),
    "lars_cv": (LarsCV(cv=3), numbers, value),
    "lasso_lars_cv": (LassoLarsCV(cv=3), numbers, value),
    "lasso_lars_ic": (LassoLarsIC(), numbers, value),
    "pursuit_cv": (OrthogonalMatchingPursuitCV(cv=3), numbers, value),
    "sgd_words": (make_pipeline(RobustScaler(), SGDClassifier(loss="log_loss", random_state=0)), numbers, words),
    "scalers": (make_pipeline(num, LogisticRegression()), numbers, three),
    "scaler_parts": (make_pipeline(StandardScaler(with_mean=False), StandardScaler(with_std=False), MinMaxScaler((-1, 2)), "passthrough", Ridge()), numbers, value),
    "functions": (make_pipeline(ColumnTransformer([("abs", FunctionTransformer(np.abs), ["a"]), ("log", make_pipeline(FunctionTransformer(np.abs), FunctionTransformer(np.log1p)), ["b"]), ("id", FunctionTransformer(), ["c"]), ("sq", FunctionTransformer(np.square), [3])]), Ridge()), numbers, value),
    "imputer_mean": (make_pipeline(SimpleImputer(add_indicator=True), LogisticRegression(max_iter=800)), with_gaps, three),
    "imputer_constant": (make_pipeline(SimpleImputer(strategy="constant", fill_value=-7), RandomForestClassifier(n_estimators=5, max_depth=6)), with_gaps, binary),
    "imputer_empty": (make_pipeline(SimpleImputer(keep_empty_features=True), Ridge()), with_gaps.assign(e=np.nan), value),
    "imputer_dropped": (make_pipeline(SimpleImputer(), Ridge()), with_gaps.assign(e=np.nan), value),
    "imputer_of_minus_one": (make_pipeline(SimpleImputer(missing_values=-1, strategy="most_frequent"), Ridge()), numbers.round(), value),
    "imputer_texts": (make_pipeline(ColumnTransformer([("t", make_pipeline(SimpleImputer(strategy="most_frequent", missing_values=None), hot), ["town"]), ("n", SimpleImputer(), ["a", "d"])]), LogisticRegression(max_iter=500)), mixed[["town", "a", "d"]], binary),
    "union": (make_pipeline(make_union(StandardScaler(), make_pipeline(SimpleImputer(), MinMaxScaler()), "passthrough"), LogisticRegression(max_iter=500)), numbers, words),
    "target_log": (TransformedTargetRegressor(make_pipeline(StandardScaler(), Ridge()), func=np.log1p, inverse_func=np.expm1), numbers, positive),
    "target_standard": (TransformedTargetRegressor(RandomForestRegressor(n_estimators=4, max_depth=4), transformer=StandardScaler()), numbers, value),
    "target_range": (make_pipeline(StandardScaler(), TransformedTargetRegressor(Ridge(), transformer=MinMaxScaler())), numbers, value),
    "imputer_none_before": (make_pipeline(ColumnTransformer([("t", SimpleImputer(strategy="most_frequent"), ["town"])]), OneHotEncoder(handle_unknown="ignore"), LogisticRegression(max_iter=500)), mixed[["town", "a"]], binary),
    "imputer_none": (make_pipeline(ColumnTransformer([("t", make_pipeline(SimpleImputer(strategy="most_frequent"), OneHotEncoder(handle_unknown="ignore", dtype=np.int8)), ["town"]), ("n", SimpleImputer(), ["a", "d"])]), LogisticRegression(max_iter=500)), mixed[["town", "a", "d"]], binary),
    "polynomial": (make_pipeline(StandardScaler(), PolynomialFeatures(3), Ridge()), numbers, value),
    "polynomial_forest": (make_pipeline(PolynomialFeatures((2, 3), interaction_only=True), RandomForestRegressor(n_estimators=4, max_depth=5, random_state=0)), numbers, value),
    "polynomial_columns": (make_pipeline(ColumnTransformer([("p", make_pipeline(SimpleImputer(), PolynomialFeatures(include_bias=False)), ["a", "c"]), ("i", SimpleImputer(), ["b"])]), StandardScaler(), LogisticRegression()), with_gaps, words),
    "bins": (make_pipeline(KBinsDiscretizer(4, strategy="kmeans", subsample=None), LogisticRegression(max_iter=500)), numbers, words),
    "bins_forest": (make_pipeline(ColumnTransformer([("k", make_pipeline(SimpleImputer(), KBinsDiscretizer(6, encode="ordinal", strategy="uniform", subsample=None)), ["a", "b"])], remainder=SimpleImputer()), RandomForestRegressor(n_estimators=5, max_depth=6, random_state=0)), with_gaps, value),
    "powers": (make_pipeline(PowerTransformer(), SimpleImputer(), LogisticRegression(max_iter=500)), with_gaps, words),
    "powers_positive": (make_pipeline(PowerTransformer("box-cox"), Ridge()), np.exp(numbers[["a", "c"]]), value),
    "quantiles": (make_pipeline(QuantileTransformer(n_quantiles=100), HistGradientBoostingRegressor(max_iter=6)), with_gaps, value),
    "quantiles_normal": (make_pipeline(QuantileTransformer(n_quantiles=50, output_distribution="normal"), LogisticRegression(max_iter=500)), numbers, words),
    "pca": (make_pipeline(StandardScaler(), PCA(0.9), LogisticRegression(max_iter=500)), numbers, words),
    "pca_whiten": (make_pipeline(StandardScaler(), PCA(3, whiten=True), PolynomialFeatures(2), Ridge()), numbers, value),
    "pca_incremental": (make_pipeline(StandardScaler(), IncrementalPCA(2), RandomForestRegressor(n_estimators=3, max_depth=3, random_state=0)), numbers, value),
    "svd": (make_pipeline(StandardScaler(), TruncatedSVD(2, random_state=0), Ridge()), numbers, value),
    "votes": (VotingClassifier([("l", make_pipeline(StandardScaler(), LogisticRegression())), ("s", LinearSVC()), ("f", RandomForestClassifier(n_estimators=3, max_depth=4))]), numbers, words),
    "votes_weighted": (VotingClassifier([("l", LogisticRegression(max_iter=500)), ("x", "drop"), ("g", GradientBoostingClassifier(n_estimators=3))], weights=[0.5, 9, 0.75]), numbers, binary),
    "votes_bagged": (BaggingClassifier(LinearSVC(), n_estimators=5, max_features=0.5, random_state=0), numbers, words),
    "ada": (AdaBoostClassifier(DecisionTreeClassifier(max_depth=3), n_estimators=12, random_state=0), numbers, words),
    "ada_two": (make_pipeline(StandardScaler(), AdaBoostClassifier(ExtraTreeClassifier(max_depth=2), n_estimators=15, learning_rate=0.4, random_state=0)), numbers, binary),
    "ada_value": (AdaBoostRegressor(n_estimators=12, loss="exponential", random_state=0), numbers, value),
    "ada_linear": (AdaBoostRegressor(Ridge(), n_estimators=5, random_state=0), numbers, value),
    "gaussian": (GaussianNB(), numbers, words),
    "gaussian_scaled": (CalibratedClassifierCV(make_pipeline(StandardScaler(), GaussianNB(priors=[0.3, 0.7])), cv=3), numbers, binary),
    "bernoulli": (make_pipeline(StandardScaler(), BernoulliNB(binarize=0.3)), numbers, words),
    "bernoulli_bits": (CalibratedClassifierCV(make_pipeline(Binarizer(threshold=0.1), BernoulliNB(binarize=None)), cv=3), numbers, binary),
    "network": (make_pipeline(StandardScaler(), MLPClassifier((9, 5), max_iter=90, random_state=0)), numbers, words),
    "network_two": (make_pipeline(StandardScaler(), MLPClassifier((6,), "tanh", early_stopping=True, random_state=0)), numbers, binary.astype(bool)),
    "network_value": (make_pipeline(StandardScaler(), MLPRegressor(hidden_layer_sizes=(8, 4), activation="logistic", solver="lbfgs", max_iter=90, random_state=0)), numbers, value),
    "target": (make_pipeline(ColumnTransformer([("t", TargetEncoder(random_state=0), ["city", "town", "grade"])], remainder=SimpleImputer()), LogisticRegression(max_iter=500)), mixed[["city", "town", "grade", "a"]], binary),
    "target_value": (make_pipeline(ColumnTransformer([("t", TargetEncoder(smooth=5.0, random_state=0), ["grade", "city"])], remainder="passthrough"), HistGradientBoostingRegressor(max_iter=5)), mixed[["city", "grade", "a"]], value),
    "splines": (make_pipeline(SplineTransformer(), LogisticRegression(max_iter=500)), numbers, words),
    "splines_linear": (make_pipeline(ColumnTransformer([("s", SplineTransformer(4, degree=2, knots="quantile", extrapolation="linear", include_bias=False), ["a", "c"])], remainder=StandardScaler()), Ridge()), numbers, value),
    "splines_boosted": (make_pipeline(SimpleImputer(), SplineTransformer(6, extrapolation="periodic"), HistGradientBoostingRegressor(max_iter=5)), with_gaps, value),
    "multinomial": (make_pipeline(MinMaxScaler(), MultinomialNB()), numbers, words),
    "multinomial_words": (make_pipeline(ColumnTransformer([("h", OneHotEncoder(handle_unknown="ignore"), ["city", "grade"])]), SelectKBest(chi2, k=6), MultinomialNB(alpha=0.1)), mixed, binary),
    "complement": (make_pipeline(ColumnTransformer([("h", OneHotEncoder(handle_unknown="ignore"), ["city", "grade"])]), ComplementNB(norm=True)), mixed, words),
    "categorical": (CategoricalNB(), mixed[["grade", "smoker"]].astype(int), words),
    "categorical_encoded": (make_pipeline(OrdinalEncoder(), CategoricalNB(min_categories=9)), mixed[["grade", "smoker"]], binary),
    "discriminant": (make_pipeline(SimpleImputer(), LinearDiscriminantAnalysis()), with_gaps, words),
    "discriminant_two": (LinearDiscriminantAnalysis(solver="eigen", shrinkage=0.1, priors=[0.3, 0.7]), numbers, binary),
    "discriminant_components": (make_pipeline(LinearDiscriminantAnalysis(), LogisticRegression()), numbers, words),
    "quadratic": (QuadraticDiscriminantAnalysis(reg_param=0.01), numbers, words),
    "quadratic_two": (make_pipeline(StandardScaler(), QuadraticDiscriminantAnalysis(priors=[0.2, 0.8])), numbers, binary),
    "calibrated_quadratic": (CalibratedClassifierCV(make_pipeline(StandardScaler(), QuadraticDiscriminantAnalysis()), cv=3), numbers, binary),
    "select_best": (make_pipeline(SimpleImputer(), SelectKBest(functools.partial(mutual_info_classif, random_state=0), k=2), LogisticRegression()), with_gaps, words),
    "select_percentile": (make_pipeline(SelectPercentile(percentile=60), GradientBoostingClassifier(n_estimators=4)), numbers.assign(e=numbers["a"], f=1.0), words),
    "select_fpr": (make_pipeline(StandardScaler(), SelectFpr(), LogisticRegression()), numbers, binary),
    "select_fdr": (make_pipeline(SelectFdr(f_regression, alpha=0.2), Ridge()), numbers, value),
    "select_fwe": (make_pipeline(SelectFwe(f_regression), Ridge()).set_output(transform="pandas"), numbers, value),
    "select_generic": (make_pipeline(make_union(GenericUnivariateSelect(mode="k_best", param=1), GenericUnivariateSelect(mode="fdr", param=1e-300), StandardScaler()), LogisticRegression()), numbers, binary),
    "select_varied": (make_pipeline(VarianceThreshold(0.5), HistGradientBoostingRegressor(max_iter=5)), with_gaps, value),
    "select_by_forest": (make_pipeline(SimpleImputer(), SelectFromModel(RandomForestClassifier(n_estimators=5, random_state=0), threshold="0.8*median"), GaussianNB()), with_gaps, words),
    "select_by_boosting": (make_pipeline(SelectFromModel(GradientBoostingRegressor(n_estimators=5), threshold=-np.inf, max_features=2), Ridge()), numbers, value),
    "select_by_lasso": (make_pipeline(StandardScaler(), SelectFromModel(LassoCV(cv=3)), Ridge()), numbers, value),
    "select_by_fitted": (make_pipeline(SelectFromModel(LogisticRegression(max_iter=500).fit(numbers, words), prefit=True, norm_order=np.inf), LogisticRegression(max_iter=500)), numbers, words),
    "eliminated": (make_pipeline(StandardScaler(), RFE(LogisticRegression(), n_features_to_select=2), RandomForestClassifier(n_estimators=3, max_depth=4, random_state=0)), numbers, words),
    "eliminated_alone": (RFECV(LogisticRegression(max_iter=500), cv=3), numbers, binary),
    "sequential": (make_pipeline(SequentialFeatureSelector(HistGradientBoostingClassifier(max_iter=2), n_features_to_select=2, cv=2), HistGradientBoostingClassifier(max_iter=4)), with_gaps, words),
    "normalizer": (make_pipeline(StandardScaler(), Normalizer(), LogisticRegression()), numbers, words),
    "normalizer_max": (make_pipeline(SimpleImputer(), Normalizer("max"), Ridge()), with_gaps, value),
    "encoders": (on_mixed(column_steps(hot, ordinal), LogisticRegression(max_iter=500)), mixed.drop(columns="town"), three),
    "encoders_forest": (on_mixed(column_steps(hot, ordinal, strategy="median"), RandomForestClassifier(n_estimators=7, max_depth=6, random_state=0)), mixed.drop(columns="town"), words),
    "encoders_boosted": (on_mixed(column_steps(hot, ordinal, strategy="median"), GradientBoostingRegressor(n_estimators=9)), mixed.drop(columns="town"), value),
    "encoders_selected": (make_pipeline(ColumnTransformer([("n", SimpleImputer(), make_column_selector(dtype_include=np.number)), ("c", OneHotEncoder(handle_unknown="ignore"), make_column_selector(pattern="^city$"))]), GradientBoostingClassifier(n_estimators=5)), mixed[["a", "b", "city", "d"]], words),
    "encoders_nested": (make_pipeline(ColumnTransformer([("o", ColumnTransformer([("i", ordinal, ["city"])], remainder="passthrough"), ["city", "a"]), ("n", SimpleImputer(), ["d"])], remainder=make_pipeline(SimpleImputer(), StandardScaler())), HistGradientBoostingClassifier(max_iter=5)), mixed[["city", "a", "b", "d"]], binary),
    "hot_drop": (make_pipeline(ColumnTransformer([("h", OneHotEncoder(drop="first"), ["grade", "smoker"]), ("b", OneHotEncoder(drop="if_binary"), ["smoker", "grade"])]), LogisticRegression()), mixed, binary),
    "hot_infrequent": (make_pipeline(ColumnTransformer([("h", OneHotEncoder(min_frequency=30, handle_unknown="infrequent_if_exist"), ["city", "grade"]), ("m", OneHotEncoder(max_categories=3, handle_unknown="ignore", drop="first"), ["city"])]), LogisticRegression()), mixed, three),
    "hot_missing": (make_pipeline(ColumnTransformer([("h", OneHotEncoder(handle_unknown="ignore"), ["town"])]), LogisticRegression()), mixed, binary),
    "ordinal_missing": (make_pipeline(ColumnTransformer([("o", OrdinalEncoder(handle_unknown="use_encoded_value", unknown_value=np.nan, encoded_missing_value=-2), ["town", "grade"]), ("f", OrdinalEncoder(min_frequency=20, handle_unknown="use_encoded_value", unknown_value=50), ["city"])], remainder="passthrough"), HistGradientBoostingClassifier(max_iter=6)), mixed[["town", "grade", "city", "a"]], three),
    "grid": (GridSearchCV(make_pipeline(StandardScaler(), LogisticRegression()), {"logisticregression__C": [0.1, 1]}, cv=3), numbers, binary),
    "random_search": (RandomizedSearchCV(DecisionTreeClassifier(random_state=0), {"max_depth": [2, 3, 4]}, n_iter=2, cv=3, random_state=0), numbers, words),
    "vote": (VotingClassifier([("l", make_pipeline(StandardScaler(), LogisticRegression())), ("f", RandomForestClassifier(n_estimators=3, max_depth=4)), ("h", HistGradientBoostingClassifier(max_iter=3))], voting="soft"), numbers, words),
    "halving": (HalvingGridSearchCV(DecisionTreeClassifier(random_state=0), {"max_depth": [2, 4]}, cv=2, random_state=0), numbers, words),
    "vote_weights": (VotingClassifier([("l", LogisticRegression(max_iter=500)), ("x", "drop"), ("f", RandomForestClassifier(n_estimators=3, max_depth=4))], voting="soft", weights=[2, 9, 1]), numbers, words),
    "vote_value": (VotingRegressor([("f", RandomForestRegressor(n_estimators=3, max_depth=4)), ("r", Ridge())], weights=[0.3, 1]), numbers, value),
    "vote_forests_value": (VotingRegressor([("f", RandomForestRegressor(n_estimators=3, max_depth=4)), ("t", DecisionTreeRegressor(max_depth=3))]), numbers, value),
    "stack": (StackingClassifier([("l", LogisticRegression(max_iter=500)), ("t", DecisionTreeClassifier(max_depth=3))], final_estimator=LogisticRegression(), cv=3), numbers, words),
    "stack_passthrough": (StackingClassifier([("l", make_pipeline(StandardScaler(), LogisticRegression())), ("t", RandomForestClassifier(n_estimators=3, max_depth=3))], final_estimator=GradientBoostingClassifier(n_estimators=4), passthrough=True, cv=3), numbers, binary),
    "stack_trees": (StackingClassifier([("t", DecisionTreeClassifier(max_depth=4, random_state=0)), ("f", RandomForestClassifier(n_estimators=4, max_depth=4, random_state=0))], final_estimator=LogisticRegression(), cv=3), numbers, words),
    "stack_trees_rows": (StackingClassifier([("t", DecisionTreeClassifier(max_depth=4, random_state=0)), ("f", ExtraTreesClassifier(n_estimators=4, max_depth=4, random_state=0))], final_estimator=LogisticRegression(max_iter=500), passthrough=True, cv=3), numbers, binary),
    "stack_value": (StackingRegressor([("r", make_pipeline(StandardScaler(), Ridge())), ("f", RandomForestRegressor(n_estimators=3, max_depth=4))], final_estimator=RidgeCV(), cv=3), numbers, value),
    "stack_value_rows": (StackingRegressor([("t", DecisionTreeRegressor(max_depth=4)), ("r", Ridge())], final_estimator=GradientBoostingRegressor(n_estimators=5), passthrough=True, cv=3), numbers, value),
    "calibrated_once": (CalibratedClassifierCV(LogisticRegression(max_iter=500), cv=3, ensemble=False), numbers, binary),
    "calibrated_forest_once": (CalibratedClassifierCV(RandomForestClassifier(n_estimators=5, max_depth=4, random_state=0), cv=3, ensemble=False), numbers, binary),
    "calibrated_logistic": (CalibratedClassifierCV(LogisticRegression(max_iter=500), cv=3), numbers, words),
    "calibrated_forest": (CalibratedClassifierCV(RandomForestClassifier(n_estimators=5, max_depth=4), method="isotonic", cv=3), numbers, words),
    "calibrated_boosted": (CalibratedClassifierCV(GradientBoostingClassifier(n_estimators=4), method="isotonic", cv=3), numbers, binary),
    "calibrated_pipeline": (CalibratedClassifierCV(make_pipeline(StandardScaler(), SGDClassifier(loss="log_loss", random_state=0)), method="sigmoid", cv=3), numbers, binary),
}
if VERSION >= (1, 4):
    MODELS |= {
        "target_words": (make_pipeline(TargetEncoder(target_type="multiclass", random_state=0), RandomForestClassifier(n_estimators=5, max_depth=5, random_state=0)), mixed[["town", "grade"]], words),
        "forest_gaps": (RandomForestClassifier(n_estimators=6, max_depth=6, random_state=0), with_gaps, words),
        "forest_gaps_value": (RandomForestRegressor(n_estimators=6, max_depth=6, criterion="friedman_mse"), with_gaps, value),
        "hgb_texts": (HistGradientBoostingClassifier(max_iter=6, categorical_features=["city", "grade"]), mixed[["a", "city", "grade", "d"]], binary),
    }
if VERSION >= (1, 6):
    from sklearn.frozen import FrozenEstimator

    fitted = RandomForestClassifier(n_estimators=6, max_depth=4, random_state=0).fit(numbers, binary)
    MODELS |= {
        "extra_trees_gaps": (ExtraTreesClassifier(n_estimators=6, max_depth=6), with_gaps, binary),
        "calibrated_frozen": (CalibratedClassifierCV(FrozenEstimator(fitted)), numbers, binary),
    }

try:
    from lightgbm import LGBMClassifier
except ImportError:
    LGBMClassifier = None
if LGBMClassifier is not None:
    boosted = {"n_estimators": 6, "verbose": -1, "random_state": 0}
    random_forest = boosted | {"boosting_type": "rf", "bagging_freq": 1, "bagging_fraction": 0.6}
    MODELS |= {
        "calibrated_lightgbm": (CalibratedClassifierCV(LGBMClassifier(**boosted), cv=3), numbers, words),
        "calibrated_lightgbm_dart": (CalibratedClassifierCV(LGBMClassifier(boosting_type="dart", **boosted), cv=3), numbers, binary),
        "calibrated_lightgbm_forest": (CalibratedClassifierCV(LGBMClassifier(**random_forest), cv=3), numbers, binary),
        "calibrated_lightgbm_forest_words": (CalibratedClassifierCV(LGBMClassifier(**random_forest), method="isotonic", cv=3), numbers, words),
        "calibrated_lightgbm_before_4_7": (CalibratedClassifierCV(LGBMClassifier(**boosted), cv=3), numbers, binary),
    }


@contextlib.contextmanager
def as_lightgbm_before_4_7():
    """Wrappers as they were: no decision function, and without the attribute that came with it."""
    function = LGBMClassifier.decision_function
    del LGBMClassifier.decision_function
    yield
    LGBMClassifier.decision_function = function


def answer(model, rows):
    out = {"classes": None, "predict": model.predict(rows).tolist(), "predict_proba": None, "raw": None}
    if hasattr(model, "classes_"):
        out["classes"] = model.classes_.tolist()
        if hasattr(model, "predict_proba"):
            out["predict_proba"] = model.predict_proba(rows).tolist()
    if hasattr(model, "decision_function"):
        out["raw"] = model.decision_function(rows).reshape(len(rows), -1).tolist()
    return out


def clean(cell):
    if cell is None or (isinstance(cell, float) and np.isnan(cell)):
        return None
    if isinstance(cell, (bool, np.bool_)):
        return bool(cell)
    return cell if isinstance(cell, str) else float(cell) if isinstance(cell, (float, np.floating)) else int(cell)


def explained(model, rows):
    """shap of a tree or a forest, (rows, columns, classes), and the expected value of each class."""
    import shap

    explainer = shap.TreeExplainer(model, feature_perturbation="tree_path_dependent")
    return np.asarray(explainer.shap_values(rows.to_numpy())), np.atleast_1d(explainer.expected_value)


def weighted_sums(model, rows):
    """What SHAP's linearity makes of weighted sums of explained estimators."""
    numbers = rows.to_numpy()
    if isinstance(model, StackingClassifier):
        last = model.final_estimator_
        values = np.zeros((len(rows), numbers.shape[1], len(last.coef_)))
        base = last.intercept_.copy()
        for index, member in enumerate(model.estimators_):
            own, expected = explained(member, rows)
            if len(model.classes_) == 2:
                own, expected = own[..., 1:], expected[1:]
            width = own.shape[2]
            weights = last.coef_[:, index * width:(index + 1) * width]
            values += own @ weights.T
            base += weights @ expected
        if model.passthrough:
            values += numbers[..., None] * last.coef_[:, -numbers.shape[1]:].T[None]
    else:
        calibrated = model.calibrated_classifiers_[0]
        calibrator = calibrated.calibrators[0]
        if isinstance(calibrated.estimator, LogisticRegression):
            values, base = numbers[..., None] * calibrated.estimator.coef_.T[None], calibrated.estimator.intercept_
        else:
            values, base = explained(calibrated.estimator, rows)
            values, base = values[..., 1:], base[1:]
        values, base = -calibrator.a_ * values, -calibrator.a_ * base - calibrator.b_
    return {"rows": list(range(len(rows))), "values": values.transpose(0, 2, 1).tolist(),
            "base": np.atleast_1d(base).tolist(), "source": "shap"}


def contributions(name, model, rows):
    """shap of the last step, summed back to the columns by the names of what stands before it."""
    try:
        import shap
    except ImportError:
        return None
    if name.startswith("stack_trees") or name.endswith("_once"):
        return weighted_sums(model, rows)
    steps = [step for _, step in model.steps] if hasattr(model, "steps") else [model]
    last = steps[-1]
    if type(last).__name__ not in ("RandomForestClassifier", "GradientBoostingRegressor"):
        return None
    if len(steps) != 2 or not isinstance(steps[0], ColumnTransformer):
        return None
    prepared = steps[0].transform(rows)
    prepared = prepared.toarray() if hasattr(prepared, "toarray") else prepared
    explained = shap.TreeExplainer(last, feature_perturbation="tree_path_dependent")
    values = np.asarray(explained.shap_values(prepared))
    values = values[..., None] if values.ndim == 2 else values
    names = [name.split("__", 1)[1] for name in steps[0].get_feature_names_out()]
    sums = np.zeros((len(rows), values.shape[2], rows.shape[1]))
    for index, name in enumerate(names):
        column = next(i for i, it in enumerate(rows.columns) if name == it or name.startswith(it + "_"))
        sums[:, :, column] += values[:, index, :]
    return {"rows": list(range(len(rows))), "values": sums.tolist(),
            "base": np.atleast_1d(explained.expected_value).tolist(), "source": "shap"}


if __name__ == "__main__":
    folder = sys.argv[1]
    for index, (name, (model, X, y)) in enumerate(MODELS.items()):
        fit = {"sample_weight": weights + 1} if name in ("forest", "gb", "hgb") else {}
        with as_lightgbm_before_4_7() if name.endswith("before_4_7") else contextlib.nullcontext():
            model.fit(X, y, **fit)
        rows = unseen[X.columns] if set(X.columns) <= set(unseen.columns) else X.iloc[:60]
        if list(X.columns) == X3:
            source = with_gaps if X is with_gaps else numbers
            rows = pd.concat([source.iloc[:60], edges], ignore_index=True)
        if name.startswith(("hot_drop", "hgb_categories", "categorical", "imputer_of", "polynomial_forest", "powers_positive")):
            rows = X.iloc[:60]
        with as_lightgbm_before_4_7() if name.endswith("before_4_7") else contextlib.nullcontext():
            expected = answer(model, rows)
        if name.endswith("before_4_7"):
            for calibrated in model.calibrated_classifiers_:
                del calibrated.estimator._fitted_with_feature_names
        expected |= {"shap": contributions(name, model, rows)}
        cells = [[clean(cell) for cell in row] for row in rows.astype(object).to_numpy().tolist()]
        kinds = ["string" if rows[name].dtype.kind in "OT" or str(rows[name].dtype) == "str" else "number" for name in rows]
        with open(f"{folder}/{name}.json", "w") as file:
            json.dump({"rows": {"columns": list(rows), "kinds": kinds, "rows": cells}, "expected": expected}, file)
        if len(sys.argv) > 2:
            import skops.io

            skops.io.dump(model, f"{folder}/{name}.model")
        else:
            with open(f"{folder}/{name}.model", "wb") as file:
                pickle.dump(model, file, protocol=2 + index % 4)
    print(json.dumps(list(MODELS)))
