/** What a CLV run found, as its tables hold it: made by the job, written by writeClvResult. Null is "not known"; NaN only in columns. */
import type { CustomerScores } from './writeCustomerScores.ts';

export interface IntervalRow {
  readonly ciLow: number;
  readonly ciHigh: number;
}

export type ClvSetting = 'NON_CONTRACTUAL' | 'CONTRACTUAL';
export type ClvModelName = 'BG_NBD' | 'PARETO_NBD' | 'SBG';

export interface ClvModelRow {
  readonly setting: ClvSetting;
  /** Why, in words. */
  readonly settingReason: string;
  readonly model: ClvModelName;
  readonly modelReason: string;
  /** VALUE with a margin, else REVENUE. */
  readonly measure: 'VALUE' | 'REVENUE';
  readonly marginShare: number | null;
  readonly marginSource: 'FIXED' | 'MEASURED' | null;
  /** Orders that the margin was measured over. */
  readonly marginOrders: number | null;
  readonly timeUnit: 'DAY' | 'WEEK' | 'MONTH' | 'QUARTER' | 'YEAR';
  readonly observedFromDay: number;
  readonly observedUntilDay: number;
  readonly horizonMonths: number;
  /** In units of time; of contracts the payments within it. */
  readonly horizonLength: number;
  readonly discountRate: number;
  readonly confidenceLevel: number;
  /** Customers scored, and those who bought again (were seen to renew). */
  readonly n: number;
  readonly repeatBuyers: number;
  readonly repeatPurchases: number;
  readonly logLikelihood: number;
  readonly limits: readonly string[];
  /** Of spend: its model, how many it was fitted to, whether by class of frequency, Spearman's correlation with frequency. */
  readonly spendModel: string | null;
  readonly spendN: number | null;
  readonly spendByFrequency: boolean | null;
  readonly spendCorrelation: number | null;
  readonly spendMean: number | null;
  /** By what customers are ranked: value, or purchases where no value is known. */
  readonly rankedBy: 'VALUE' | 'PURCHASES';
}

export interface ModelParameterRow {
  readonly model: string;
  /** OBSERVATION: all that the scores know; CALIBRATION: what the holdout report's model knows. */
  readonly fittedOn: 'OBSERVATION' | 'CALIBRATION';
  readonly parameter: string;
  readonly estimate: number | null;
  readonly stdErr: number | null;
  readonly ciLow: number | null;
  readonly ciHigh: number | null;
  /** Code of why something here is null. */
  readonly reason: string | null;
}

export interface ClvTotalRow {
  /** Within the horizon: purchases (payments of contracts), or money as the model's measure names it, discounted. */
  readonly quantity: 'PURCHASES' | 'VALUE';
  readonly estimate: number | null;
  readonly expected: IntervalRow | null;
  readonly predicted: IntervalRow | null;
  /** Customers, and among them those of whom it is not known and who are outside it. */
  readonly n: number;
  readonly unknown: number;
  readonly reason: string | null;
}

export interface ClvTierRow {
  readonly tier: string;
  readonly n: number;
  /** Sums over its customers. */
  readonly expectedPurchases: number;
  readonly value: number | null;
}

export interface ClvHoldoutRow {
  readonly model: ClvModelName;
  readonly isChosen: boolean;
  readonly calibrationUntilDay: number;
  readonly holdoutUntilDay: number;
  readonly length: number;
  readonly n: number;
  readonly actual: number;
  readonly expectedPurchases: number;
  readonly expected: IntervalRow | null;
  readonly predicted: IntervalRow;
  readonly isInside: boolean;
  readonly meanAbsoluteError: number;
  readonly logPredictive: number;
  readonly bins: readonly {
    readonly frequency: number;
    readonly isOpen: boolean;
    readonly customers: number;
    readonly actualMean: number;
    readonly expectedMean: number;
  }[];
  /** Cumulative repeat purchases; time since the end of calibration. */
  readonly tracking: readonly { readonly time: number; readonly actual: number; readonly expected: number }[];
}

export interface ClvRenewalRow {
  readonly period: number;
  /** Seen before this renewal, and those who made it; null beyond what was seen. */
  readonly atRisk: number | null;
  readonly renewed: number | null;
  readonly retention: number | null;
  readonly retentionLow: number | null;
  readonly retentionHigh: number | null;
  readonly survival: number;
  readonly survivalLow: number | null;
  readonly survivalHigh: number | null;
}

export interface ClvResult {
  readonly model: ClvModelRow;
  readonly parameters: readonly ModelParameterRow[];
  readonly totals: readonly ClvTotalRow[];
  readonly tiers: readonly ClvTierRow[];
  readonly holdouts: readonly ClvHoldoutRow[];
  readonly renewals: readonly ClvRenewalRow[];
  readonly scores: CustomerScores;
}
