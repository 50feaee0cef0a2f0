import { ModelInputError } from '../outcome.ts';
import { randomStream } from '../random.ts';
import type { RowMass } from '../rows/rowMass.ts';

/** Who is drawn: whole clusters (customers with all their rows), or single responses. */
export interface Resampler {
  readonly unit: 'CLUSTER' | 'RESPONSE';
  /** how many there are, and how many each draw takes */
  readonly units: number;
  /** how many of them have rows among the chosen ones; fewer than 2 are the same in every draw */
  unitsAmong(chosen: Int32Array): number;
  /** writes what each row adds to sums in draw number `draw`: times drawn x weight (x count, within a cluster) */
  draw(draw: number, mass: Float64Array): void;
}

/**
 * Draws of the bootstrap: as many units as there are, with replacement, each equally likely; a unit drawn k times counts k times.
 * Nothing is gathered: a draw is a mass per row. Draw b comes from stream b of the seed, whichever thread makes it.
 *
 * A row with a count stands for that many responses, which are drawn one by one unless clusters tie them. Cost n a draw.
 *
 * @throws ModelInputError OUT_OF_RANGE for counts of more responses than can be drawn one by one
 * @see Field & Welsh (2007), J R Statist Soc B 69:369-390, doi:10.1111/j.1467-9868.2007.00593.x (cluster bootstrap)
 */
export function resampler(rows: number, { counts, weights, mass: base, clusters }: RowMass, seed: number): Resampler {
  const places = clusters === null ? null : clusters.codes;
  const owners = clusters === null ? responseRows(rows, counts ?? base, counts !== null) : usedClusters(clusters.codes, base);
  const times = new Float64Array(clusters === null ? rows : largest(owners) + 1);
  const factors = clusters === null ? weights : base;
  const units = owners.length;
  const draw = (number: number, mass: Float64Array): void => {
    const random = randomStream(seed, number);
    times.fill(0);
    for (let k = 0; k < units; k++) times[owners[random.integer(units)]!]!++;
    for (let i = 0; i < rows; i++) mass[i] = (times[places === null ? i : places[i]!] ?? 0) * (factors === null ? 1 : factors[i]!);
  };
  const unitsAmong = (chosen: Int32Array): number => {
    const used = chosen.filter((row) => base === null || base[row]! > 0);
    if (places !== null) return new Set(used.map((row) => places[row]!)).size;
    return used.reduce((sum, row) => sum + (counts === null ? 1 : counts[row]!), 0);
  };
  return { unit: clusters === null ? 'RESPONSE' : 'CLUSTER', units, unitsAmong, draw };
}

/** Each is 4 bytes, and some 10 ns a draw. */
const MOST_RESPONSES = 100_000_000;

/** The row of every response: a row once, or as often as it counts; rows outside of the sample never. */
function responseRows(rows: number, responses: Float64Array | null, isCounted: boolean): Int32Array {
  const times = (i: number): number => (responses === null ? 1 : isCounted ? responses[i]! : Number(responses[i]! > 0));
  let units = 0;
  for (let i = 0; i < rows; i++) units += times(i);
  if (units > MOST_RESPONSES)
    throw new ModelInputError('OUT_OF_RANGE', `counts has a sum of ${units}, at most ${MOST_RESPONSES} responses can be drawn one by one`);
  const owners = new Int32Array(units);
  for (let i = 0, next = 0; i < rows; i++) {
    const end = next + times(i);
    owners.fill(i, next, end);
    next = end;
  }
  return owners;
}

function usedClusters(codes: Int32Array, mass: Float64Array | null): Int32Array {
  const isUsed = new Uint8Array(largest(codes) + 1);
  for (let i = 0; i < codes.length; i++) if (mass === null || mass[i]! > 0) isUsed[codes[i]!] = 1;
  return Int32Array.from(isUsed.keys()).filter((code) => isUsed[code] === 1);
}

function largest(codes: Int32Array): number {
  return codes.reduce((most, code) => Math.max(most, code), 0);
}
