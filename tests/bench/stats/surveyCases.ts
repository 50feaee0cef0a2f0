import { describe, npsPoints, npsScore, randomStream, scoreChange, scoresByGroup } from '../../../worker/stats/index.ts';
import type { StatsCase } from './statsCase.ts';

const sizes = [
  { label: '100k', rows: 100_000 },
  { label: '300k', rows: 300_000 },
  { label: '1M', rows: 1_000_000 },
];

/** Four answers a customer over two periods, weighted, in twenty segments. */
function answers(rows: number) {
  const stream = randomStream(1, 0);
  const draw = (bound: number): Int32Array => Int32Array.from({ length: rows }, () => stream.integer(bound));
  const scores = Float64Array.from({ length: rows }, () => Math.floor(4 + 7 * stream.uniform()));
  return {
    points: npsPoints(scores),
    periods: { codes: draw(2), labels: ['2024', '2025'] },
    segments: { codes: draw(20), labels: Array.from({ length: 20 }, (_, code) => `segment ${code}`) },
    design: { clusters: draw(Math.ceil(rows / 4)), weights: Float64Array.from({ length: rows }, () => 0.5 + stream.uniform()) },
  };
}

/** Not in the table of goals: these show that cost grows linearly in answers. */
export const surveyCases: readonly StatsCase[] = sizes.flatMap(({ label, rows }): StatsCase[] => {
  const shared = { rows, goalSeconds: null, peer: null, isLong: false };
  return [
    {
      ...shared,
      name: `nps of two periods, weighted, by customer ${label}`,
      prepare: () => {
        const { points, periods, design } = answers(rows);
        return () => scoresByGroup(npsScore, points, periods, design);
      },
    },
    {
      ...shared,
      name: `change of nps by 20 segments, by customer ${label}`,
      prepare: () => {
        const { points, periods, segments, design } = answers(rows);
        return () => scoreChange(npsScore, points, periods, segments, design);
      },
    },
    {
      ...shared,
      name: `describe one column ${label}`,
      prepare: () => {
        const stream = randomStream(1, 0);
        const values = Float64Array.from({ length: rows }, () => stream.normal());
        return () => describe([{ name: 'x', values }]);
      },
    },
  ];
});
