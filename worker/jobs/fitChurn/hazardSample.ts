import type { ChurnEpisodes } from '../../data/churnEpisodes.ts';
import type { HazardSample } from '../../data/hazard/riskResult.ts';
import type { SpellFeature, Spells } from '../../stats/survival/spellFeatures.ts';
import { type HazardColumn, undated } from './hazardColumns.ts';

/** A table of so many rows with a dozen covariates takes some 300 MB while Cox's model is fitted; more rows narrow no interval that matters. */
export const mostHazardRows = 600_000;

/**
 * The spells of as many customers as one table holds: of all, or of a sample by a hash of the customer's id. The same customers in every run, however
 * many parts it was read in.
 */
export function sampledSpells(
  spells: Spells,
  { customerIds }: Pick<ChurnEpisodes, 'customerIds'>,
  columns: readonly HazardColumn[],
  mostRows = mostHazardRows,
): { spells: Spells; sample: HazardSample } {
  const changes = new Map<Float64Array, number>(); // by moments, which features of one source share
  for (const { feature } of columns) {
    const { at } = feature.moments;
    changes.set(at, Math.max(changes.get(at) ?? 0, changesPerMoment(feature)));
  }
  const expectedRows = [...changes].reduce((sum, [at, each]) => sum + each * at.length, spells.owner.length);
  const customers = customerIds.length;
  if (expectedRows <= mostRows) return { spells, sample: { customers, sampledCustomers: customers } };
  const share = mostRows / expectedRows;
  const isDrawn = Uint8Array.from(customerIds, (id) => Number(hashShare(id) < share));
  const rows = spells.owner.reduce<number[]>((drawn, owner, row) => {
    if (isDrawn[owner]) drawn.push(row);
    return drawn;
  }, []);
  const sampledCustomers = isDrawn.reduce((sum, value) => sum + value, 0);
  return { spells: subset(spells, rows), sample: { customers, sampledCustomers } };
}

/** A measurement begins and ends, but for what lasts, and for what was so from the beginning. */
function changesPerMoment(feature: SpellFeature): number {
  if (feature.kind === 'count' || feature.lastsDays !== Number.POSITIVE_INFINITY) return 2;
  return feature.moments.at[0] === undated ? 0 : 1;
}

function subset(spells: Spells, rows: readonly number[]): Spells {
  const pick = (column: Float64Array): Float64Array => Float64Array.from(rows, (row) => column[row] ?? Number.NaN);
  return {
    owner: Int32Array.from(rows, (row) => spells.owner[row] ?? 0),
    start: pick(spells.start),
    entry: pick(spells.entry),
    end: pick(spells.end),
    event: Uint8Array.from(rows, (row) => spells.event[row] ?? 0),
  };
}

/** 0 to 1, evenly spread over ids, whatever their pattern: the finaliser of MurmurHash3 over both halves. */
export function hashShare(id: bigint): number {
  let hash = Number(BigInt.asIntN(32, id));
  for (const half of [0, Number(BigInt.asIntN(32, id >> 32n))]) {
    hash ^= half;
    hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
    hash ^= hash >>> 16;
  }
  return (hash >>> 0) / 2 ** 32;
}
