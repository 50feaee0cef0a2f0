import { describe, expect, it } from 'vitest';
import type { DriverDesign } from '../../../worker/jobs/fitDrivers/driverDesign.ts';
import { plainFit } from '../../../worker/jobs/fitDrivers/plainFit.ts';
import { randomStream } from '../../../worker/stats/index.ts';

const rows = 200;

/** Answers of 200 rows to A; and to B in the first so many rows, of so many customers. */
function fitOf({ answered, customers, missing }: { answered: number; customers: number; missing: 'AVAILABLE' | 'EM' }) {
  const random = randomStream(4);
  const [a, b] = [0, 1].map(() => Float32Array.from({ length: rows }, () => random.integer(5))) as [Float32Array, Float32Array];
  const values = Float32Array.from(a, (value, row) => value + b[row]! + random.integer(3));
  const codes = Int32Array.from({ length: rows }, (_, row) => (row < answered ? row % customers : row)); // the others have one answer each
  const driver = (name: string, own: Float32Array) => ({
    ...{ name, label: name, values: own, scale: null, unit: null, question: null, feature: null, trait: null },
  });
  const design: DriverDesign = {
    outcome: { name: 'Y', values },
    drivers: [driver('A', a), driver('B', b.map((value, row) => (row < answered ? value : Number.NaN)))], // biome-ignore format: one line
    ...{ roles: { clusters: codes }, customers: codes, customerCount: rows, rows },
    ...{ forces: [], goodDirection: 1, outcomeScale: null, warnings: [] },
  };
  return plainFit(design, { missing, confidenceLevel: 0.95, bootstrap: null });
}

describe.each(['AVAILABLE', 'EM'] as const)('a question that few answered, %s', (missing) => {
  it('of a handful of customers tells of them, and is refused by name', () =>
    expect(fitOf({ answered: 90, customers: 9, missing })).toEqual({
      kind: 'notEstimable',
      reason: 'NOT_ENOUGH_DATA',
      detail: 'B is known beside Y in answers of fewer than 10 customers, 30 of 10 customers are needed for 2 drivers: leave it out',
      subjects: ['B'],
    }));

  it('in fewer rows than an analysis needs is refused, too', () =>
    expect(fitOf({ answered: 29, customers: 29, missing })).toMatchObject({
      reason: 'NOT_ENOUGH_DATA',
      detail: 'B is known beside Y in 29 answers, 30 of 10 customers are needed for 2 drivers: leave it out',
    }));

  it('is estimated from as many as a complete analysis needs', () =>
    expect(fitOf({ answered: 30, customers: 10, missing })).toMatchObject({ kind: 'fitted', fit: { drivers: [{ n: 200 }, { n: 30 }] } }));
});
