import type { ModelParameterRow } from '../../data/clvResult.ts';
import { type NotEstimable, notEstimable } from '../../stats/outcome.ts';
import type { SbgFit } from '../../stats/value/renewal/sbg.ts';
import { positiveParameter } from './buyingFits.ts';
import type { ContractColumns } from './contractHistories.ts';

/** Ten for each of two parameters: fewer leave them open, and nothing is stored of them (definitions.md, sections 1 and 4). */
export const minimumLosses = 20;

export function tooFewLosses({ losses, n }: SbgFit): NotEstimable {
  const detail = `${losses} of ${n} contracts that came up for renewal were not renewed, at least ${minimumLosses} are needed`;
  return notEstimable('TOO_FEW_EVENTS', detail);
}

/** Contracts of as many renewals due are a cohort: survivors by renewal. */
export function cohortsOf({ renewals, due, isTruncated }: ContractColumns): Float64Array[] {
  const cohorts = new Map<number, Float64Array>();
  for (let row = 0; row < due.length; row++) {
    if (isTruncated[row] === 1) continue;
    const renewalsDue = due[row] ?? 0;
    const survivors = cohorts.get(renewalsDue) ?? new Float64Array(renewalsDue + 1);
    cohorts.set(renewalsDue, survivors);
    for (let t = 0; t <= Math.min(renewals[row] ?? 0, renewalsDue); t++) survivors[t] = (survivors[t] ?? 0) + 1;
  }
  return [...cohorts].toSorted(([a], [b]) => a - b).map(([, survivors]) => survivors);
}

/** One row a customer: the last of the contracts, -1 renewals for who has left. */
export function customersOf({ customerIds, renewals, hasLeft, hasMigrated, monthlyRevenue }: ContractColumns) {
  const lasts = Int32Array.from(customerIds.keys()).filter((row) => customerIds[row] !== customerIds[row + 1]);
  return {
    customerIds: BigInt64Array.from(lasts, (row) => customerIds[row] ?? 0n),
    renewals: lasts.map((row) => (hasLeft[row] === 1 ? -1 : (renewals[row] ?? 0))),
    hasMigrated: Uint8Array.from(lasts, (row) => hasMigrated[row] ?? 0),
    monthlyRevenue: Float64Array.from(lasts, (row) => monthlyRevenue[row] ?? Number.NaN),
  };
}

export type People = ReturnType<typeof customersOf>;

export function renewalParameters({ model, stdErrs }: SbgFit, fittedOn: ModelParameterRow['fittedOn'], level: number): ModelParameterRow[] {
  const { kind, ...values } = model;
  const errors: Partial<Record<string, number>> = { ...stdErrs };
  return Object.entries(values).map(([parameter, estimate]) => {
    const row = positiveParameter(estimate, errors[parameter] ?? null, level);
    return { model: kind.toUpperCase(), fittedOn, parameter, ...row };
  });
}
