import type { ServiceTotals, ValueLoyaltyCell, ValueLoyaltyCustomers, ValueLoyaltyResult } from '../../data/valueLoyaltyResult.ts';
import type { ServiceCost } from '../../data/valueLoyaltyRun.ts';
import { PRIVACY_CUSTOMERS } from '../../stats/descriptive/thresholds.ts';
import { ascendingOrder } from '../../stats/rows/ascendingOrder.ts';
import { hiddenCells } from '../../stats/value/segments/hiddenCells.ts';
import { loyalties, segmentAction } from '../../stats/value/segments/segmentAction.ts';
import type { ValueSegment, ValueSegments } from '../../stats/value/segments/valueSegments.ts';
import type { PeopleOfCells } from './peopleOfCells.ts';

/** What is kept of the segments: no number, and no name, of a cell that has to be hidden. */
export function storedResult(
  people: PeopleOfCells,
  segments: ValueSegments,
  { tiers, service }: { readonly tiers: number; readonly service: readonly ServiceCost[] },
): ValueLoyaltyResult {
  const cells = storedCells(segments, tiers);
  const isShown = new Set(cells.filter(({ shown }) => shown !== null).map(({ loyalty, tier }) => `${loyalty} ${tier}`));
  return {
    n: people.customerIds.length,
    cells,
    customers: storedCustomers(people, segments, (loyalty, tier) => isShown.has(`${loyalty} ${tier}`)),
    service: serviceTotals(people, service),
  };
}

function storedCells({ segments, tierFrom }: ValueSegments, tiers: number): ValueLoyaltyCell[] {
  const at = (loyalty: number, tier: number): ValueSegment => segments[loyalty * (tiers + 1) + tier] as ValueSegment;
  const counts = loyalties.map((_, loyalty) => Array.from({ length: tiers }, (__, tier) => at(loyalty, tier + 1).n));
  const hidden = hiddenCells(counts, PRIVACY_CUSTOMERS);
  return segments.map((segment, index) => {
    const { loyalty, tier } = segment;
    const isHidden = hidden[Math.floor(index / (tiers + 1))]?.[tier === 0 ? tiers : tier - 1] ?? true;
    const isTotal = loyalty === 'ALL' || tier === 0;
    return {
      loyalty,
      tier,
      shown: isHidden ? null : segment,
      valueFrom: isHidden || tier === 0 || tier === tiers ? null : (tierFrom[tier - 1] ?? null),
      action: isHidden || isTotal || segment.n === 0 ? null : segmentAction(loyalty, tier, tiers, segment.netValue.ciHigh),
    };
  });
}

/** Cell by cell and in each by value, the highest first, equal values by id. */
function storedCustomers(
  { customerIds, customers, churnRisk }: PeopleOfCells,
  { loyalty, tier }: ValueSegments,
  isShown: (loyalty: string, tier: number) => boolean,
): ValueLoyaltyCustomers {
  const byValue = ascendingOrder(customers.value.map((value) => -value));
  const rows = byValue.filter((row) => isShown(loyalties[loyalty[row] ?? 0] ?? '', tier[row] ?? 0));
  const seen = new Map<number, number>();
  const position = Int32Array.from(rows, (row) => {
    const cell = 256 * (loyalty[row] ?? 0) + (tier[row] ?? 0);
    const place = (seen.get(cell) ?? 0) + 1;
    seen.set(cell, place);
    return place;
  });
  const of = (column: Float64Array) => Float64Array.from(rows, (row) => column[row] ?? Number.NaN);
  return {
    customerIds: BigInt64Array.from(rows, (row) => customerIds[row] ?? 0n),
    loyaltyNames: loyalties,
    loyalty: Uint8Array.from(rows, (row) => loyalty[row] ?? 0),
    tier: Uint8Array.from(rows, (row) => tier[row] ?? 0),
    position,
    score: of(customers.score),
    value: of(customers.value),
    revenue: of(customers.revenue),
    costToServe: of(customers.costToServe),
    netValue: of(customers.netValue),
    churnRisk: of(churnRisk),
    atRisk: of(customers.atRisk),
  };
}

function serviceTotals({ customers }: PeopleOfCells, service: readonly ServiceCost[]): ServiceTotals {
  const spend = service.reduce((sum, cost) => sum + cost.spend, 0);
  const noTickets = service.reduce((sum, cost) => sum + (cost.costPerTicket === null ? cost.spend : 0), 0);
  const allocated = customers.costToServe.reduce((sum, cost) => sum + cost, 0);
  return { spend, allocated, noTickets, nobody: Math.max(0, spend - noTickets - allocated) };
}
