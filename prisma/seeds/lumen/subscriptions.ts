import { addMonths, asOf, day, recordsFrom, wholeSecond } from './calendar.ts';
import { churn } from './company.ts';
import type { Profile } from './profile.ts';
import type { Random } from './random.ts';

export type Plan = keyof typeof churn.plans;
export type Interval = keyof typeof churn.intervals;
export type CancelKind = 'VOLUNTARY' | 'INVOLUNTARY' | 'MIGRATION' | 'UNKNOWN';

/** Money in whole cents. Times after the end of the records are unknown (null), but for the end of the period paid for. */
export interface Subscription {
  readonly id: string;
  readonly plan: Plan;
  readonly interval: Interval;
  /** For one interval. */
  readonly amount: number;
  readonly startedAt: number;
  readonly observedFrom: number;
  readonly currentPeriodEnd: number;
  readonly canceledAt: number | null;
  readonly endedAt: number | null;
  readonly cancelKind: CancelKind | null;
  readonly cancelReason: string | null;
}

/** A subscription that runs. */
export interface Contract {
  readonly sequence: number;
  readonly plan: Plan;
  readonly interval: Interval;
  readonly startedAt: number;
}

/** The first contract: some days after created_at, or at some time before the records for a customer of before them. */
export function drawContract({ createdAt, observedFrom }: Profile, random: Random): Contract {
  const startedAt =
    createdAt < recordsFrom
      ? createdAt + random.uniform() * (recordsFrom - createdAt)
      : observedFrom + random.exponential(churn.meanDaysToSubscribe * day);
  return {
    sequence: 1,
    plan: random.categorical(churn.plans),
    interval: random.categorical(churn.intervals),
    startedAt: wholeSecond(startedAt),
  };
}

/** Another plan from `at` on, same interval. */
export function changedPlan(contract: Contract, at: number, random: Random): Contract {
  const plan = random.categorical<Plan>({ ...churn.plans, [contract.plan]: 0 });
  return { ...contract, sequence: contract.sequence + 1, plan, startedAt: at };
}

/** Monthly probability of the decision to leave: see `churn`. */
export function leavingProbability(contract: Contract, tenureMonths: number, loyalty: number, complaints90: number): number {
  const logit =
    churn.intercept +
    churn.loyalty * (loyalty - 7) +
    churn.complaints90 * complaints90 +
    churn.plan[contract.plan] +
    churn.interval[contract.interval] +
    churn.tenure * Math.log(1 + tenureMonths / 12);
  return logistic(logit);
}

export const logistic = (logit: number) => 1 / (1 + Math.exp(-logit));

/** The row of a contract that still runs at the end of the records. */
export function running({ number }: Profile, contract: Contract): Subscription {
  return {
    id: `s-${number}-${contract.sequence}`,
    plan: contract.plan,
    interval: contract.interval,
    amount: churn.monthlyPrice[contract.plan] * 100 * (contract.interval === 'year' ? churn.yearlyMonths : 1),
    startedAt: contract.startedAt,
    observedFrom: Math.max(contract.startedAt, recordsFrom),
    currentPeriodEnd: periodEnd(contract, asOf),
    canceledAt: null,
    endedAt: null,
    cancelKind: null,
    cancelReason: null,
  };
}

/**
 * The row of a contract left at `at`. Voluntary: canceled then, ended with the period that is paid for. Of unknown kind:
 * nobody noted the decision, only the end. Failed payment and change of plan: both at once.
 */
export function ended(profile: Profile, contract: Contract, at: number, cancelKind: CancelKind, random: Random): Subscription {
  const currentPeriodEnd = periodEnd(contract, at);
  const endedAt = cancelKind === 'VOLUNTARY' ? currentPeriodEnd : at;
  return {
    ...running(profile, contract),
    currentPeriodEnd,
    canceledAt: cancelKind === 'UNKNOWN' ? null : at,
    endedAt: endedAt < asOf ? endedAt : null,
    cancelKind,
    cancelReason: cancelKind === 'VOLUNTARY' ? random.categorical(churn.reasons) : cancelKind === 'INVOLUNTARY' ? 'payment_failed' : null,
  };
}

/** End of the billing period that holds `time`. */
function periodEnd({ startedAt, interval }: Contract, time: number): number {
  const step = interval === 'year' ? 12 : 1;
  let periods = Math.max(1, Math.floor((time - startedAt) / (step * 31 * day)));
  while (addMonths(startedAt, periods * step) <= time) periods++;
  return addMonths(startedAt, periods * step);
}
