/** What a churn run stores: rows of its tables, in camel case. Shares are 0-1, days are days of 24 hours since the start. */
import type { StatusCode } from '../../stats/statusCodes.ts';
import type { ChurnKind, CohortPeriod, SilenceDating } from '../churnParameters.ts';

export interface ChurnResult {
  readonly model: ChurnModelRow;
  readonly silenceOptions: readonly SilenceOptionRow[];
  readonly curves: readonly CurveRow[];
  readonly tests: readonly CurveTestRow[];
  readonly causes: readonly CauseRow[];
  readonly cohortCells: readonly CohortCellRow[];
  readonly churnRates: readonly ChurnRateRow[];
  readonly tenureRates: readonly TenureRateRow[];
  readonly revenueRetention: readonly RevenueRetentionRow[];
}

/** A row of silence_option: a candidate for N. */
export interface SilenceOptionRow {
  readonly quantile: number | null;
  readonly days: number;
  readonly returns: number;
  readonly returnShare: number | null;
  readonly returnWithinDays: number | null;
  readonly isChosen: boolean;
}

interface ShareRow {
  readonly active: number;
  readonly lost: number;
  readonly rate: number | null;
  readonly ciLow: number | null;
  readonly ciHigh: number | null;
}

export interface ChurnModelRow {
  readonly kind: ChurnKind;
  readonly silenceDays: number | null;
  readonly isSuggested: boolean | null;
  readonly datedAt: SilenceDating | null;
  readonly visitsCount: boolean | null;
  readonly asOf: Date;
  readonly followUpEnd: Date;
  readonly customers: number;
  readonly episodes: number;
  readonly losses: number;
  readonly returns: number;
  readonly returnShare: number | null;
  readonly delayedEntries: number;
  readonly provisionalLosses: number;
  readonly shape: 'CURVES' | 'ONE_PERIOD';
  readonly periodFrom: Date | null;
  readonly periodUntil: Date | null;
  readonly cohortPeriod: CohortPeriod;
  readonly cohortCustomers: number;
  readonly confidenceLevel: number;
  readonly revenueFrom: string | null;
  readonly revenueTo: string | null;
  readonly revenuePeriods: number | null;
  readonly startingRevenue: string | null;
  /** Who paid at its beginning, and of these at its end, too. */
  readonly revenueCustomers: number | null;
  readonly revenueStayed: number | null;
  readonly grossRetention: number | null;
  readonly grossStdErr: number | null;
  readonly grossCiLow: number | null;
  readonly grossCiHigh: number | null;
  readonly netRetention: number | null;
  readonly netStdErr: number | null;
  readonly netCiLow: number | null;
  readonly netCiHigh: number | null;
  readonly revenueReason: StatusCode | null;
}

export interface CurveRow {
  readonly groupingKey: string;
  readonly level: string | null;
  readonly landmarkDays: number | null;
  readonly n: number;
  readonly losses: number;
  readonly expectedLosses: number | null;
  readonly lastDay: number | null;
  /** The curve is that of those who were under observation then, from then on. Null: there is none. */
  readonly observedFromDay: number | null;
  readonly medianDays: number | null;
  readonly medianCiLow: number | null;
  readonly medianCiHigh: number | null;
  readonly restrictedMeanHorizon: number | null;
  readonly restrictedMean: number | null;
  readonly restrictedMeanStdErr: number | null;
  readonly restrictedMeanCiLow: number | null;
  readonly restrictedMeanCiHigh: number | null;
  readonly reason: StatusCode | null;
  readonly points: readonly CurvePointRow[];
}

export interface CurvePointRow {
  readonly day: number;
  readonly atRisk: number;
  readonly survival: number;
  readonly stdErr: number | null;
  readonly ciLow: number | null;
  readonly ciHigh: number | null;
}

export interface CurveTestRow {
  readonly groupingKey: string;
  readonly landmarkDays: number | null;
  readonly n: number;
  readonly losses: number;
  readonly statistic: number | null;
  readonly df: number | null;
  readonly pValue: number | null;
  readonly reason: StatusCode | null;
  readonly detail: string | null;
}

export interface CauseRow {
  readonly cause: string;
  readonly n: number;
  readonly losses: number;
  readonly observedFromDay: number | null;
  readonly reason: StatusCode | null;
  readonly points: readonly IncidencePointRow[];
}

export interface IncidencePointRow {
  readonly day: number;
  readonly atRisk: number;
  readonly incidence: number;
  readonly stdErr: number;
  readonly ciLow: number | null;
  readonly ciHigh: number | null;
  readonly boundHigh: number | null;
}

export interface CohortCellRow {
  readonly groupingKey: string;
  readonly cohort: string;
  readonly age: number;
  readonly size: number;
  readonly active: number;
  readonly retention: number;
  readonly ciLow: number;
  readonly ciHigh: number;
  readonly rollingActive: number | null;
  readonly startingRevenue: string | null;
  readonly revenue: string | null;
  readonly isComplete: boolean;
}

export interface ChurnRateRow extends ShareRow {
  readonly period: string;
  readonly startsAt: Date;
  readonly endsAt: Date;
  readonly joined: number;
  readonly joinedAndLost: number;
  readonly isComplete: boolean;
}

export interface TenureRateRow extends ShareRow {
  readonly groupingKey: string;
  readonly level: string | null;
  readonly fromMonths: number | null;
  readonly untilMonths: number | null;
}

export interface RevenueRetentionRow {
  readonly period: string;
  readonly n: number;
  readonly stayed: number;
  readonly startingRevenue: string;
  readonly gross: number | null;
  readonly grossStdErr: number | null;
  readonly grossCiLow: number | null;
  readonly grossCiHigh: number | null;
  readonly net: number | null;
  readonly netStdErr: number | null;
  readonly netCiLow: number | null;
  readonly netCiHigh: number | null;
}
