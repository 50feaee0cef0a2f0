import { formatCount, formatInterval, formatNumber, formatShare } from '../print/numbers.ts';
import { table } from '../print/table.ts';
import type { SfoFindings } from './findOut.ts';

interface ScoreLine {
  readonly name: string;
  readonly estimate: string;
  readonly interval: string;
  readonly n: string;
}

/** The scores of the airport's survey, each with its interval. */
export function scoreTable({ nps, weighted, csat }: SfoFindings['scores']): string[] {
  const points = (value: number) => formatNumber(value, 2);
  const perCent = (value: number) => formatShare(value);
  const lines: ScoreLine[] = [
    {
      name: `NPS (${nps.question}), raw`,
      estimate: formatNumber(nps.estimate, 2),
      interval: formatInterval(nps.ciLow, nps.ciHigh, points),
      n: formatCount(nps.n),
    },
    {
      name: `NPS (${weighted.question}), weighted`,
      estimate: formatNumber(weighted.estimate, 2),
      interval: formatInterval(weighted.ciLow, weighted.ciHigh, points),
      n: `${formatCount(weighted.n)} (worth ${formatNumber(weighted.effectiveN, 0)} equal ones)`,
    },
    {
      name: `CSAT (${csat.question}), top two boxes`,
      estimate: formatShare(csat.estimate),
      interval: formatInterval(csat.ciLow, csat.ciHigh, perCent),
      n: formatCount(csat.n),
    },
  ];
  return table(
    [
      { title: 'score', cell: ({ name }) => name },
      { title: '', align: 'right', cell: ({ estimate }) => estimate },
      { title: `${formatNumber(nps.confidenceLevel * 100, 0)} % interval`, cell: ({ interval }) => interval },
      { title: 'answers', cell: ({ n }) => n },
    ],
    lines,
  );
}
