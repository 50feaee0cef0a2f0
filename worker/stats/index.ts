/** The engine's public door: what jobs, the graph and the command line call. */

export { adjustedWald } from './descriptive/adjustedWald.ts';
export { type CesScore, cesScore } from './descriptive/cesScore.ts';
export type { ScoreChange, SegmentChange } from './descriptive/changeParts.ts';
export { type CsatCounts, type CsatWeightSums, csat, type ShareEstimate, weightedCsat } from './descriptive/csat.ts';
export { type CsatScore, csatScore, topTwoBoxes } from './descriptive/csatScore.ts';
export { type CsiItem, csiIndex, csiScore } from './descriptive/csiScore.ts';
export { type ColumnSummary, describe } from './descriptive/describe.ts';
export { type MeanEstimate, type MeanMoments, meanEstimate } from './descriptive/meanEstimate.ts';
export { type NpsCounts, type NpsEstimate, type NpsWeightSums, nps, weightedNps } from './descriptive/nps.ts';
export { type NpsScore, npsPoints, npsScore } from './descriptive/npsScore.ts';
export type { Scale } from './descriptive/scale.ts';
export { scoreChange } from './descriptive/scoreChange.ts';
export type { ScoreDifference } from './descriptive/scoreDifference.ts';
export type { Score, ScoreKind } from './descriptive/scoreKind.ts';
export type { SurveyDesign } from './descriptive/surveySample.ts';
export {
  type DifferenceOfGroups,
  type ScoreOfGroup,
  type ScoresByGroup,
  scoresByGroup,
  surveyScore,
} from './descriptive/surveyScore.ts';
export { RELIABLE_CUSTOMERS } from './descriptive/thresholds.ts';
export { topBoxFrom } from './descriptive/topBoxes.ts';
export type { WeightSums } from './descriptive/weightSums.ts';
export { wilson } from './descriptive/wilson.ts';
export { type DrawSpread, type DriverBootstrap, driverBootstrap, type ImportanceStability } from './drivers/driverBootstrap.ts';
export { type DriverDifference, type DriverGroup, driverDifferences } from './drivers/driverDifferences.ts';
export { type DrawRequest, type DriverDraws, type DriverSample, driverDraws, mergeDriverDraws } from './drivers/driverDraws.ts';
export { type DriverForce, type ForceMembers, forceMembers } from './drivers/driverForces.ts';
export { type DriverImportance, driverImportance, type ForceImportance, type ImportanceTable } from './drivers/driverImportance.ts';
export type { DriverLabel } from './drivers/driverLabels.ts';
export type { DriverPerformance, PerformanceEstimate, PerformanceUnit } from './drivers/driverPerformance.ts';
export {
  type DriverColumn,
  type DriverCutLines,
  type DriverRegressionFit,
  type DriverRegressionInput,
  type DriverRegressionOptions,
  type DriverRow,
  driverRegression,
} from './drivers/driverRegression.ts';
export { drawWarnings } from './drivers/driverWarnings.ts';
export {
  type IncompleteDriverFit,
  type IncompleteDriverOptions,
  type IncompleteDriverRow,
  incompleteDriverRegression,
} from './drivers/incompleteDriverRegression.ts';
export { kendallsW } from './drivers/kendallsW.ts';
export { LMG_MAX_DRIVERS, type LmgImportance, type LmgOptions, lmg } from './drivers/lmg.ts';
export { relativeWeights } from './drivers/relativeWeights.ts';
export { type SampledShapley, type SamplingOptions, sampledShapley } from './drivers/sampledShapley.ts';
export { shapleyFromSubsets } from './drivers/shapleyValues.ts';
export { benjaminiHochberg } from './inference/benjaminiHochberg.ts';
export type { ChiSquareTest } from './inference/chiSquareTest.ts';
export { holm } from './inference/holm.ts';
export type { Interval } from './inference/interval.ts';
export type { SeType, WaldRow } from './inference/waldRow.ts';
export type { Coefficient } from './linear/coefficients.ts';
export { type CrossValidationOptions, crossValidation } from './linear/crossValidation.ts';
export { dummyColumns } from './linear/dummyColumns.ts';
export type { FoldOptions } from './linear/foldRows.ts';
export type { LinearModel } from './linear/linearModel.ts';
export { minimumDriverRows } from './linear/minimumDriverRows.ts';
export { type MomentRows, type Moments, mergeMoments, moments } from './linear/moments.ts';
export { type DriverCoefficient, type OlsFit, type OlsOptions, ols } from './linear/ols.ts';
export { type OlsBootstrapOptions, olsBootstrap } from './linear/olsBootstrap.ts';
export type { OutOfSample } from './linear/outOfSample.ts';
export { olsFromMoments, olsFromTriangle, type PartitionedOptions } from './linear/partitionedOls.ts';
export { type RidgeCoefficient, type RidgeFit, type RidgeOptions, type RidgeStep, ridge } from './linear/ridge.ts';
export { mergeRowTriangles, type RowTriangle, rowTriangle } from './linear/rowTriangle.ts';
export { smallSampleWarnings } from './linear/smallSampleWarnings.ts';
export type { LikelihoodBootstrapOptions, LikelihoodDraws } from './logistic/likelihoodBootstrap.ts';
export type { LikelihoodFitSeType, LikelihoodSeType } from './logistic/likelihoodErrors.ts';
export type { LikelihoodSummary } from './logistic/likelihoodSummary.ts';
export type { LogisticCoefficient, LogisticParameter, LogisticSlope } from './logistic/logisticCoefficients.ts';
export { type LogitFit, type LogitModel, type LogitOptions, logit } from './logistic/logit.ts';
export { type LogitBootstrapOptions, logitBootstrap } from './logistic/logitBootstrap.ts';
export { logitImportance } from './logistic/logitImportance.ts';
export { logitProbabilities } from './logistic/logitProbabilities.ts';
export { type LogitRisks, logitRisk } from './logistic/logitRisk.ts';
export { MCFADDEN_EXACT_PLAYERS, type McFaddenImportance, type McFaddenShapleyOptions } from './logistic/mcFaddenShapley.ts';
export { type OrdinalBootstrapOptions, ordinalBootstrap } from './logistic/ordinalBootstrap.ts';
export { ordinalEffects } from './logistic/ordinalEffects.ts';
export { ordinalImportance } from './logistic/ordinalImportance.ts';
export {
  ORDINAL_MOST_LEVELS,
  type OrdinalFit,
  type OrdinalLevel,
  type OrdinalModel,
  type OrdinalOptions,
  ordinalLogit,
} from './logistic/ordinalLogit.ts';
export { ordinalProbabilities } from './logistic/ordinalProbabilities.ts';
export type { SlopesTest } from './logistic/slopesTest.ts';
export type { CovarianceEstimate, MissingTreatment } from './missing/covarianceEstimate.ts';
export { type EmFit, type EmOptions, emCovariance } from './missing/emCovariance.ts';
export { missingPatterns } from './missing/missingPatterns.ts';
export { type PatternMoments, patternMoments } from './missing/patternMoments.ts';
export { type FitOutcome, type ModelInputCode, ModelInputError, type NotEstimable, notEstimable, type Warning } from './outcome.ts';
export { type RandomStream, randomStream } from './random.ts';
export type { Grouping } from './rows/grouping.ts';
export type { NamedColumn, NumericColumn } from './rows/numericColumn.ts';
export type { Weighting } from './rows/rowMass.ts';
export type { RowRoles } from './rows/rowRoles.ts';
export { STATUS_CODES, type StatusCode } from './statusCodes.ts';
export { type CountingProcess, countingProcess } from './survival/countingProcess.ts';
export { type Concordance, type ConcordanceOptions, concordance } from './survival/cox/concordance.ts';
export { type CoxFit, type CoxOptions, cox } from './survival/cox/cox.ts';
export type { CoxBaseline } from './survival/cox/coxBaseline.ts';
export type { CoxCoefficient } from './survival/cox/coxCoefficients.ts';
export { coxOfCause } from './survival/cox/coxOfCause.ts';
export { type CoxPredictionOptions, type CoxSurvivalPoint, coxLinearPredictor, coxPrediction } from './survival/cox/coxPrediction.ts';
export type { ProportionalHazardsTest } from './survival/cox/coxProportionalHazards.ts';
export { type CoxRiskOptions, coxRisk, type Risks } from './survival/cox/coxRisk.ts';
export type { CoxTies } from './survival/cox/coxRiskSets.ts';
export { coxShrinkage } from './survival/cox/coxShrinkage.ts';
export type { TimeTransform } from './survival/cox/coxTimeScale.ts';
export { hazardWindow, type SmoothedHazard, type SmoothedHazardOptions, smoothedHazard } from './survival/cox/smoothedHazard.ts';
export { type CumulativeIncidenceGroup, type CumulativeIncidenceOptions, cumulativeIncidence } from './survival/cumulativeIncidence.ts';
export { type GrayFit, grayTest } from './survival/grayTest.ts';
export { MAX_COMPARED_GROUPS } from './survival/groupScoreTest.ts';
export type { IncidenceCurve } from './survival/incidenceCurve.ts';
export type { IncidenceConfidenceType } from './survival/incidenceInterval.ts';
export { type KaplanMeierGroup, type KaplanMeierOptions, kaplanMeier } from './survival/kaplanMeier.ts';
export {
  type LandmarkCovariate,
  type LandmarkData,
  type LandmarkOptions,
  landmark,
  type MeasuredCovariate,
} from './survival/landmark.ts';
export { type LogRankFit, type LogRankGroup, type LogRankOptions, logRank } from './survival/logRank.ts';
export { mergeRiskTables } from './survival/mergeRiskTables.ts';
export type { RestrictedMean } from './survival/restrictedMean.ts';
export { type ActivityLog, type ActivityRetention, activityRetention } from './survival/retention/activityRetention.ts';
export { type CalendarPeriod, lastDayOfPeriod, periodLabel, periodOfDay } from './survival/retention/calendarPeriod.ts';
export { MAX_RETENTION_PERIODS, type RetentionOptions } from './survival/retention/retentionDays.ts';
export type { RetentionAge, RetentionCell, RetentionCohort } from './survival/retention/retentionTriangle.ts';
export type { RevenueRetentionOfPeriod, RevenueRetentionOverYear } from './survival/retention/revenueRetention.ts';
export { type SubscriptionColumns, type SubscriptionRetention, subscriptionRetention } from './survival/retention/subscriptionRetention.ts';
export { type RiskTable, riskTables } from './survival/riskTable.ts';
export { type CustomerMoments, featuresAt, type SpellFeature, type Spells } from './survival/spellFeatures.ts';
export { type SurvivalCurve, survivalCurve } from './survival/survivalCurve.ts';
export type { SurvivalColumns } from './survival/survivalData.ts';
export type { ConfidenceType } from './survival/survivalInterval.ts';
export type { SurvivalQuantile } from './survival/survivalQuantile.ts';
export { type BrierScore, brierScore } from './survival/validation/brierScore.ts';
export { type Calibration, calibration } from './survival/validation/calibration.ts';
export { type RiskGroup, riskGroups } from './survival/validation/riskGroups.ts';
export { type FollowUp, type RiskOutcomes, riskOutcomes } from './survival/validation/riskOutcomes.ts';
export { type RiskValidation, riskValidation } from './survival/validation/riskValidation.ts';
export { shuffledConcordance } from './survival/validation/shuffledConcordance.ts';
export { type BgNbdFit, bgNbd, bgNbdAt, bgNbdUncertain } from './value/buying/bgNbd.ts';
export { bgNbdLikelihood } from './value/buying/bgNbdLikelihood.ts';
export { type BgNbdParameters, bgNbdModel } from './value/buying/bgNbdModel.ts';
export type { BuyingFit, BuyingLimit } from './value/buying/buyingFit.ts';
export { type BuyingColumns, type BuyingGroups, buyingGroups, mergeBuyingGroups } from './value/buying/buyingGroups.ts';
export type { BuyingLikelihood, ScoredLikelihood } from './value/buying/buyingLikelihood.ts';
export type { Convergence } from './value/buying/buyingMaximum.ts';
export type { AliveFuture, BuyingModel } from './value/buying/buyingModel.ts';
export { type BuyingModelChoice, type BuyingModelName, buyingModelChoice } from './value/buying/buyingModelChoice.ts';
export { type BuyingScores, buyingScores, discountedPurchases } from './value/buying/buyingScores.ts';
export { type FrequencyBin, type HoldoutValidation, holdoutValidation, logPredictive } from './value/buying/holdoutValidation.ts';
export { nbdLikelihood } from './value/buying/nbdLikelihood.ts';
export { type ParetoNbdFit, paretoNbd, paretoNbdAt, paretoNbdUncertain } from './value/buying/paretoNbd.ts';
export { paretoNbdLikelihood } from './value/buying/paretoNbdLikelihood.ts';
export { type ParetoNbdParameters, paretoNbdModel } from './value/buying/paretoNbdModel.ts';
export { type PurchaseForecast, purchaseForecast, type TotalForecast, type UncertainModel } from './value/buying/purchaseForecast.ts';
export { type TrackingPoint, trackingCurve } from './value/buying/trackingCurve.ts';
export { continuousDiscount } from './value/continuousDiscount.ts';
export { type CustomerValue, type CustomerValueInput, customerValue } from './value/customerValue.ts';
export { joinedRecencyFrequency } from './value/history/joinedRecencyFrequency.ts';
export {
  type PurchaseLog,
  type RecencyFrequency,
  type RecencyFrequencyAudit,
  type RecencyFrequencyOptions,
  recencyFrequency,
  type TimeUnit,
} from './value/history/recencyFrequency.ts';
export { type ContractForecast, type ContractForecastOptions, type Contracts, contractForecast } from './value/renewal/contractForecast.ts';
export { discountedLifetime, discountedResidualLifetime, expectedTenure } from './value/renewal/discountedLifetime.ts';
export { type RenewalModel, renewalRate } from './value/renewal/renewalModel.ts';
export { type SbgFit, type SbgParameters, sbg, sbgAt } from './value/renewal/sbg.ts';
export { type SurvivalForecastRow, survivalForecast } from './value/renewal/survivalForecast.ts';
export { type GammaGammaFit, type GammaGammaParameters, gammaGamma, gammaGammaAt, type SpendHistories } from './value/spend/gammaGamma.ts';
export type { SpendClass, SpendClasses } from './value/spend/spendClasses.ts';
export { expectedSpendOf, type SpendModel } from './value/spend/spendModel.ts';
export { type SpendPrediction, spendPrediction } from './value/spend/spendPrediction.ts';
export { type ValueForecast, type ValueForecastOptions, valueForecast } from './value/valueForecast.ts';
export { type ValueRank, type ValueRankOptions, valueRank } from './value/valueRank.ts';
