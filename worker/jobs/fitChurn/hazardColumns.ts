import { bigIds } from '../../data/bigIds.ts';
import type { ActivityMoments } from '../../data/churn/activityMoments.ts';
import type { ChurnEpisodes } from '../../data/churnEpisodes.ts';
import { type CustomerRows, rowsOfCustomers } from '../../data/hazard/customerRows.ts';
import { type HazardFeature, hazardFeatureKey, scoreLastsDays } from '../../data/hazard/hazardParameters.ts';
import type { HazardSource } from '../../data/hazard/hazardSource.ts';
import { groupsByOwner, type HazardFacts } from '../../data/hazard/readHazardFacts.ts';
import type { CustomerMoments, SpellFeature, Spells } from '../../stats/survival/spellFeatures.ts';
import { npsBand, npsLevels } from './npsBand.ts';

/** A feature of customers' lives: where its values come from, and how a value is to be read. */
export interface HazardColumn {
  readonly key: string;
  /** Null: a number. Else what the values are indices of; NaN counts as the last, which is what is not known. */
  readonly levels: readonly string[] | null;
  /** The level that others are compared with. Null: the one with most losses. */
  readonly reference: string | null;
  /** What is known of it in the course of a life; from a score to the index of its level. */
  readonly feature: SpellFeature;
  readonly fromValue: (value: number) => number;
}

/** Moment of what has no date: before everything. */
export const undated = -Number.MAX_VALUE;

/** The episodes as the engine takes them. */
export function spellsOf({ customer, start, entry, end, cause }: ChurnEpisodes): Spells {
  return { owner: customer, start, entry, end, event: cause };
}

/** A column for each feature, over the customers. */
export function hazardColumns(
  features: readonly HazardFeature[],
  facts: HazardFacts,
  { groups }: Pick<HazardSource, 'groups'>,
  { customerIds }: Pick<ChurnEpisodes, 'customerIds'>,
): HazardColumn[] {
  const moments = new Map<CustomerRows, CustomerMoments>();
  const momentsOf = (rows: CustomerRows): CustomerMoments => {
    const known = moments.get(rows) ?? { ...rowsOfCustomers(customerIds, rows), at: rows.at };
    moments.set(rows, known);
    return known;
  };
  return features.map((feature): HazardColumn => {
    const key = hazardFeatureKey(feature);
    const group = groups.find((candidate) => candidate.key === key);
    if (group) return groupColumn(key, group.levels, facts, groups, momentsOf);
    if (feature.feature === 'NPS_BAND' || feature.feature === 'RATING_MEAN') return answerColumn(key, feature, facts, momentsOf);
    const { rows, weights } = countedRows(feature, facts);
    const spellFeature: SpellFeature = { kind: 'count', moments: momentsOf(rows), weights, windowDays: feature.windowDays ?? 0 };
    return { key, levels: null, reference: null, feature: spellFeature, fromValue: (value) => value };
  });
}

type MomentsOf = (rows: CustomerRows) => CustomerMoments;

function answerColumn(key: string, { feature }: HazardFeature, { answers }: HazardFacts, momentsOf: MomentsOf): HazardColumn {
  const isBand = feature === 'NPS_BAND';
  const rows = given(isBand ? answers?.scores : answers?.ratings, key);
  const spellFeature: SpellFeature = { kind: 'latest', moments: momentsOf(rows), values: valuesOf(rows, 0), lastsDays: scoreLastsDays };
  return isBand
    ? { key, levels: npsLevels, reference: npsLevels[0], feature: spellFeature, fromValue: npsBand }
    : { key, levels: null, reference: null, feature: spellFeature, fromValue: (value) => value };
}

function groupColumn(
  key: string,
  levels: readonly string[],
  facts: HazardFacts,
  groups: HazardSource['groups'],
  momentsOf: MomentsOf,
): HazardColumn {
  const { ofContract, ofCustomer } = groupsByOwner(groups);
  const place = (list: readonly { key: string }[]): number => list.findIndex((group) => group.key === key);
  const isOfContract = place(ofContract) >= 0;
  const rows = given(isOfContract ? facts.contracts : facts.customers, key);
  const moments = momentsOf(rows);
  // What a customer is has no date: it is known from the beginning.
  const dated = isOfContract ? moments : { ...moments, at: new Float64Array(moments.at.length).fill(undated) };
  const values = valuesOf(rows, place(isOfContract ? ofContract : ofCustomer));
  const feature: SpellFeature = { kind: 'latest', moments: dated, values, lastsDays: Number.POSITIVE_INFINITY };
  return { key, levels, reference: null, feature, fromValue: (value) => (Number.isNaN(value) ? levels.length - 1 : value) };
}

function countedRows({ feature }: HazardFeature, facts: HazardFacts): { rows: CustomerRows; weights: Uint8Array } {
  if (feature === 'ORDERS' || feature === 'VISITS') {
    const rows = given(feature === 'ORDERS' ? facts.orders : facts.visits, feature);
    return { rows, weights: new Uint8Array(rows.at.length).fill(1) };
  }
  const rows = given(facts.tickets, feature);
  const isComplaint = feature === 'COMPLAINTS' ? 1 : 0;
  return { rows, weights: Uint8Array.from(valuesOf(rows, 0), (value) => Number(value === isComplaint)) };
}

function valuesOf({ values }: CustomerRows, place: number): Float32Array {
  return given(values[place], 'values');
}

function given<Value>(value: Value | null | undefined, name: string): Value {
  if (value === null || value === undefined) throw new Error(`${name} was not read`);
  return value;
}

/** Everybody who was ever active, for silent churn: also whoever first was after the clocks stopped, and so is in no episode. */
export function activeCustomers({ customers, starts, at }: ActivityMoments): { customerIds: BigInt64Array; moments: CustomerMoments } {
  return { customerIds: bigIds(customers), moments: { first: starts.subarray(0, -1), last: starts.subarray(1), at } };
}
