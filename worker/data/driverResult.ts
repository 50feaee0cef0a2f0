/** What a driver run found, one interface a table: the fields are its columns in camel case. */
import type { DriverLabel } from '../stats/drivers/driverLabels.ts';
import type { PerformanceUnit } from '../stats/drivers/driverPerformance.ts';
import type { ModelQuality } from '../stats/drivers/driverWarnings.ts';
import type { SeType } from '../stats/inference/waldRow.ts';
import type { StatusCode } from '../stats/statusCodes.ts';

/** How far a share of importance and its rank move from draw to draw; null without draws. */
export interface ShareStability {
  readonly shareCiLow: number | null;
  readonly shareCiHigh: number | null;
  readonly rankLow: number | null;
  readonly rankHigh: number | null;
  /** Share of the draws in which it is among the first three. */
  readonly topThreeProbability: number | null;
}

export interface Threshold {
  readonly name: string;
  readonly estimate: number;
  readonly stdErr: number | null;
  readonly ciLow: number | null;
  readonly ciHigh: number | null;
}

export interface DriverModelRow {
  readonly outcomeKey: string;
  readonly model: 'LINEAR' | 'LOGISTIC' | 'ORDINAL';
  readonly n: number;
  readonly nDropped: number;
  readonly customers: number;
  /** Null where each customer answered once: the answers are independent. */
  readonly clusters: number | null;
  readonly missing: 'LISTWISE' | 'AVAILABLE' | 'EM';
  /** Of these answers, those without a missing value. */
  readonly completeN: number;
  readonly df: number | null;
  readonly rSquared: number;
  readonly rSquaredCiLow: number | null;
  readonly rSquaredCiHigh: number | null;
  readonly adjustedRSquared: number | null;
  readonly quality: ModelQuality;
  readonly residualStdErr: number;
  readonly fStatistic: number | null;
  readonly fPValue: number | null;
  readonly conditionNumber: number | null;
  readonly method: 'GRAM' | 'QR' | null;
  readonly seType: SeType;
  readonly confidenceLevel: number;
  readonly intercept: number | null;
  readonly interceptStdErr: number | null;
  readonly interceptCiLow: number | null;
  readonly interceptCiHigh: number | null;
  readonly thresholds: readonly Threshold[];
  readonly logLikelihood: number | null;
  readonly logLikelihoodNull: number | null;
  readonly mcFadden: number | null;
  readonly nagelkerke: number | null;
  readonly auc: number | null;
  readonly lrStatistic: number | null;
  readonly lrPValue: number | null;
  readonly events: number | null;
  readonly importanceMeasure: 'LMG' | 'MCFADDEN';
  readonly agreement: number | null;
  readonly draws: number;
  readonly failedDraws: number;
  readonly seed: number;
  readonly observedUntil: Date | null;
  readonly importanceCut: number;
  readonly performanceCut: number | null;
  readonly performanceUnit: PerformanceUnit | null;
  readonly importanceCutAt: CutAt;
  readonly performanceCutAt: CutAt;
}

/** What a line of the quadrants is: of the drivers, or a number that was asked for. */
export type CutAt = 'MEAN' | 'MEDIAN' | 'GIVEN';

export interface DriverEstimateRow extends ShareStability {
  readonly driverKey: string;
  readonly position: number;
  readonly questionId: bigint | null;
  readonly label: string;
  readonly unit: string | null;
  readonly feature: string | null;
  readonly windowDays: number | null;
  readonly event: string | null;
  readonly trait: string | null;
  readonly level: string | null;
  readonly referenceLevel: string | null;
  readonly rank: number;
  readonly lmg: number;
  readonly lmgShare: number | null;
  readonly lmgSamplingStdErr: number | null;
  readonly relativeWeight: number;
  /** In units of McFadden's R²; null for a linear model, and where it would take too long. */
  readonly shapley: number | null;
  readonly shapleyShare: number | null;
  readonly shapleySamplingStdErr: number | null;
  readonly estimate: number;
  readonly stdErr: number | null;
  readonly classicalStdErr: number | null;
  readonly statistic: number | null;
  readonly pValue: number | null;
  readonly pAdjusted: number | null;
  readonly ciLow: number | null;
  readonly ciHigh: number | null;
  readonly oddsRatio: number | null;
  readonly oddsRatioCiLow: number | null;
  readonly oddsRatioCiHigh: number | null;
  /** On the probability of 9 or 10, and of 0 to 6; null but for an ORDINAL model of an outcome of 0-10. */
  readonly promoterEffect: number | null;
  readonly promoterEffectCiLow: number | null;
  readonly promoterEffectCiHigh: number | null;
  readonly detractorEffect: number | null;
  readonly detractorEffectCiLow: number | null;
  readonly detractorEffectCiHigh: number | null;
  readonly reason: StatusCode | null;
  readonly standardizedEstimate: number;
  readonly correlation: number;
  readonly partialCorrelation: number | null;
  readonly semipartialCorrelation: number;
  readonly vif: number;
  readonly mean: number | null;
  readonly meanStdErr: number | null;
  readonly meanCiLow: number | null;
  readonly meanCiHigh: number | null;
  readonly topTwoShare: number | null;
  readonly topTwoCiLow: number | null;
  readonly topTwoCiHigh: number | null;
  readonly n: number;
  readonly priority: DriverLabel | null;
}

export interface DriverForceRow extends ShareStability {
  readonly name: string;
  readonly position: number;
  readonly drivers: readonly string[];
  readonly rank: number;
  readonly lmg: number;
  readonly lmgShare: number | null;
  readonly lmgSamplingStdErr: number | null;
  readonly shapley: number | null;
  readonly shapleyShare: number | null;
  readonly shapleySamplingStdErr: number | null;
}

export interface DriverGroupRow {
  readonly groupKey: string;
  readonly position: number;
  readonly isOwn: boolean;
  readonly n: number;
  readonly customers: number;
  readonly outcomeMean: number | null;
  readonly outcomeCiLow: number | null;
  readonly outcomeCiHigh: number | null;
  readonly rSquared: number | null;
  readonly quality: ModelQuality | null;
  readonly seType: SeType | null;
  /** Why the group has no estimates; null where it has. */
  readonly statusCode: StatusCode | null;
  readonly statusDetail: string | null;
}

export interface DriverGroupEstimateRow extends ShareStability {
  readonly groupKey: string;
  readonly driverKey: string;
  readonly position: number;
  readonly rank: number;
  readonly lmg: number;
  readonly lmgShare: number | null;
  readonly estimate: number;
  readonly stdErr: number | null;
  readonly pValue: number | null;
  readonly pAdjusted: number | null;
  readonly ciLow: number | null;
  readonly ciHigh: number | null;
  readonly reason: StatusCode | null;
  readonly mean: number | null;
  readonly meanStdErr: number | null;
  readonly meanCiLow: number | null;
  readonly meanCiHigh: number | null;
  readonly priority: DriverLabel | null;
}

export interface DriverDifferenceRow {
  readonly measure: 'LMG' | 'MEAN';
  readonly driverKey: string;
  readonly groupKey: string;
  readonly reference: string;
  readonly position: number;
  readonly estimate: number;
  readonly stdErr: number | null;
  readonly pValue: number | null;
  readonly pAdjusted: number | null;
  readonly ciLow: number | null;
  readonly ciHigh: number | null;
}

export interface DriverResult {
  readonly model: DriverModelRow;
  readonly drivers: readonly DriverEstimateRow[];
  readonly forces: readonly DriverForceRow[];
  readonly groups: readonly DriverGroupRow[];
  readonly groupEstimates: readonly DriverGroupEstimateRow[];
  readonly differences: readonly DriverDifferenceRow[];
}
