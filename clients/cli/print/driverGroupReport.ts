/** Forces, groups and what differs between them, for people. */
import type { RunReport } from '../server/followRun.ts';
import { formatCount, formatInterval, formatNumber, formatPValue, formatShare } from './numbers.ts';
import { table, wrap } from './table.ts';

type Ready = Extract<RunReport['result'], { __typename: 'DriverResultReady' }>;
type Force = Ready['forces'][number];

const lineWidth = 108;
/** So many differences are shown; --json has all. */
const mostDifferences = 12;

export function forceLines({ forces, model }: Ready): string[] {
  if (forces.length === 0) return [];
  const isLinear = model.importanceMeasure === 'LMG'; // the draws tell how sure its shares are, and nothing of McFadden's
  return [
    '',
    'Drivers together (a share of their own, not the sum of theirs):',
    ...table(
      [
        { title: '#', align: 'right', cell: ({ rank }) => String(rank) },
        { title: 'force', cell: ({ name }) => name },
        { title: 'importance', align: 'right', cell: ({ lmgShare, shapleyShare }) => formatShare(isLinear ? lmgShare : shapleyShare) },
        ...(isLinear && model.draws > 0
          ? [
              {
                title: 'interval',
                cell: ({ shareCiLow, shareCiHigh }: Force) => formatInterval(shareCiLow, shareCiHigh, (value) => formatShare(value)),
              },
            ]
          : []),
        { title: 'drivers', cell: ({ drivers }) => drivers.join(', ') },
      ],
      forces,
    ),
  ];
}

export function groupLines({ groups, differences, drivers, model }: Ready): string[] {
  if (groups.length === 0) return [];
  const labelOf = new Map(drivers.map(({ driver, label }) => [driver, label]));
  const first = (group: (typeof groups)[number]) => {
    const [top] = group.drivers;
    return top ? `${labelOf.get(top.driver) ?? top.driver} (${formatShare(top.lmgShare)})` : (group.detail ?? '');
  };
  return [
    '',
    'Groups, by the linear model within each:',
    ...table(
      [
        { title: 'group', cell: ({ group, isOwn }) => (isOwn ? `${group} (own)` : group) },
        { title: 'answers', align: 'right', cell: ({ n }) => formatCount(n) },
        { title: 'customers', align: 'right', cell: ({ customers }) => formatCount(customers) },
        { title: model.outcome, align: 'right', cell: ({ outcomeMean }) => formatNumber(outcomeMean, 2) },
        { title: 'R²', align: 'right', cell: ({ rSquared }) => formatNumber(rSquared, 3) },
        { title: 'most important, or why there is none', cell: first },
      ],
      groups,
    ),
    ...differenceLines(differences, labelOf),
  ];
}

function differenceLines(differences: Ready['differences'], labelOf: ReadonlyMap<string, string>): string[] {
  if (differences.length === 0) return ['', 'No differences between groups: fewer than two could be compared, or there were no draws.'];
  const shown = differences.filter(({ pAdjusted }) => pAdjusted !== null && pAdjusted < 0.05);
  const rest = shown.length - mostDifferences;
  if (shown.length === 0)
    return [
      '',
      `None of ${formatCount(differences.length)} differences between groups is told apart from none (corrected by Benjamini and Hochberg).`,
    ];
  return [
    '',
    `Differences (${shown.length} of ${differences.length} told apart from none, corrected by Benjamini and Hochberg):`,
    ...table(
      [
        { title: 'driver', cell: ({ driver }) => labelOf.get(driver) ?? driver },
        { title: 'of', cell: ({ measure }) => (measure === 'LMG' ? 'importance (R²)' : 'mean') },
        { title: 'between', cell: ({ group, reference }) => `${group} less ${reference}` },
        { title: 'difference', align: 'right', cell: ({ estimate }) => formatNumber(estimate, 3) },
        { title: 'interval', cell: ({ ciLow, ciHigh }) => formatInterval(ciLow, ciHigh, (value) => formatNumber(value, 3)) },
        { title: 'p', align: 'right', cell: ({ pAdjusted }) => formatPValue(pAdjusted) },
      ],
      shown.toSorted((a, b) => (a.pAdjusted ?? 1) - (b.pAdjusted ?? 1)).slice(0, mostDifferences),
    ),
    ...(rest > 0 ? wrap(`${rest} more: --json has them.`, lineWidth) : []),
  ];
}
