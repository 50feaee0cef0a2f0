/** What the hazard and risk half of a churn run stores: rows of its tables, in camel case. Days are days of 24 hours. */

import type { ChiSquareTest } from '../../stats/inference/chiSquareTest.ts';
import type { SeType } from '../../stats/inference/waldRow.ts';
import type { StatusCode } from '../../stats/statusCodes.ts';
import type { CoxCoefficient } from '../../stats/survival/cox/coxCoefficients.ts';
import type { ProportionalHazardsTest } from '../../stats/survival/cox/coxProportionalHazards.ts';
import type { RiskValidation } from '../../stats/survival/validation/riskValidation.ts';

export interface RiskResult {
  /** Of all losses first (cause ANY), then of single causes. */
  readonly hazards: readonly CauseHazards[];
  readonly sample: HazardSample;
  readonly risk: RiskModelRow;
  readonly proof: RiskProof;
  readonly scores: RiskScores;
}

/** On whom the hazards were fitted; curves are of everybody. */
export interface HazardSample {
  readonly customers: number;
  /** Drawn by a hash of the customer where all are too many for one table. */
  readonly sampledCustomers: number;
}

export interface CauseHazards {
  /** ANY, or the cause. */
  readonly cause: string;
  /** Null with its reason. */
  readonly model: HazardModel | null;
  readonly estimates: readonly (CoxCoefficient & {
    readonly key: string;
    readonly level: string | null;
    readonly reference: string | null;
  })[];
  readonly tests: readonly ProportionalHazardsTest[];
  readonly reason: StatusCode | null;
  readonly detail: string | null;
}

export interface HazardModel {
  readonly n: number;
  readonly events: number;
  readonly clusters: number | null;
  readonly seType: SeType;
  readonly logLikelihood: number;
  readonly likelihoodRatio: ChiSquareTest;
  readonly concordance: number | null;
  readonly concordanceStdErr: number | null;
}

export const riskMethods = ['COX', 'LANDMARK_LOGIT'] as const;

export interface RiskModelRow {
  readonly method: (typeof riskMethods)[number];
  readonly horizonDays: number;
  readonly asOf: number;
  /** Customers scored, and the sum of their risks. */
  readonly n: number;
  readonly expectedLosses: number | null;
  readonly meanRisk: number | null;
  /** Factor by which coefficients are drawn towards 0 to foretell; null of a model that does not. */
  readonly shrinkage: number | null;
  /** Customers older than any that was observed as long. */
  readonly extrapolated: number;
  readonly confidenceLevel: number;
  readonly features: readonly string[];
  readonly reason: StatusCode | null;
  readonly detail: string | null;
}

/** The risk model of the past, judged by what came after. */
export interface RiskProof {
  /** Fitted with what was known then, scored then. */
  readonly fittedThrough: number;
  readonly judgedThrough: number;
  readonly validation: RiskValidation | null;
  readonly reason: StatusCode | null;
  readonly detail: string | null;
}

/** By customer scored, highest risk first. */
export interface RiskScores {
  readonly customerIds: BigInt64Array;
  readonly risk: Float64Array;
  readonly ciLow: Float64Array;
  readonly ciHigh: Float64Array;
  /** 0-1, ties share one: the share of the scored whose risk is lower, and half of those whose risk is the same */
  readonly percentile: Float64Array;
  readonly tier: readonly RiskTier[];
}

export const riskTiers = ['HIGH', 'MEDIUM', 'LOW'] as const;
export type RiskTier = (typeof riskTiers)[number];
