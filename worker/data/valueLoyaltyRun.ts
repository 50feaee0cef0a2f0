import type { StatusCode } from '../stats/statusCodes.ts';
import type { RiskModelRow } from './hazard/riskResult.ts';
import type { PassedOverRun } from './readPassedOverRun.ts';
import type { SourceRun } from './readSourceRun.ts';
import type { ValueLoyaltyParameters } from './valueLoyaltyParameters.ts';

/** The question whose last answer is a customer's loyalty. */
export interface LoyaltyQuestion {
  readonly surveyId: bigint;
  readonly key: string;
  readonly position: number; // from 1, the place in response.values
  readonly notApplicableCodes: readonly number[];
}

/** What service in one channel cost in the period, and how many tickets it handled. */
export interface ServiceCost {
  /** Lower-case. Null: the spend, or the ticket, names none. */
  readonly channel: string | null;
  readonly spend: number;
  readonly tickets: number;
  /** Null: there is no ticket to divide by, or nothing says which tickets the spend was for. */
  readonly costPerTicket: number | null;
}

/** (from, until]: facts of a year, and of no later moment. */
export interface Period {
  readonly from: Date;
  readonly until: Date;
}

/** What a CHURN run foretells: who leaves within some days, or nobody's leaving, and why. */
export interface Foretold {
  readonly method: RiskModelRow['method'];
  readonly horizonDays: number;
  readonly refusal: { readonly code: StatusCode; readonly detail: string } | null;
}

/** What a VALUE_LOYALTY run is to compute, and from what. */
export interface ValueLoyaltyRun {
  readonly parameters: ValueLoyaltyParameters;
  readonly question: LoyaltyQuestion;
  /** The twelve months that end at the run's as-of. */
  readonly period: Period;
  /** Latest fact of those read. */
  readonly dataThrough: Date | null;
  /** When the data last changed, and the facts that are dated later, up to the as-of: they are not read. */
  readonly lastChange: Date;
  readonly datedLater: number;
  readonly value: SourceRun | null;
  readonly churn: (SourceRun & Foretold) | null;
  /** In whose place those are taken, or nothing is: what they said of single customers is no longer kept. */
  readonly passedOver: { readonly value: PassedOverRun | null; readonly churn: PassedOverRun | null };
  /** Of revenue whose margin is not said; null: nothing says a margin, and the money is revenue. */
  readonly marginShare: number | null;
  readonly service: readonly ServiceCost[];
}
