import { type LogRankFit, type LogRankGroup, logRank } from '../../../../worker/stats/index.ts';
import { formatCount, formatNumber, formatPValue } from '../../print/numbers.ts';
import { table } from '../../print/table.ts';
import { defineFit, levelOption, numberOption, requiredOption } from '../fitModel.ts';
import { droppedWarnings, fitWarnings, refusalReport, warningLines } from '../outcomeReport.ts';
import { confidenceTypeOption, readSurvival, requireFewGroups, survivalOptions } from '../survivalTable.ts';

export const logrankFit = defineFit({
  name: 'logrank',
  summary: 'Whether groups of customers are lost at the same rate: the log-rank test, also stratified',
  usage: '--time T --event E --group G [--start S] [--strata S] [--rho 0]',
  options: {
    ...survivalOptions,
    event: { type: 'string', value: 'E', help: '1 = lost at --time, 0 = still there when last seen' },
    strata: { type: 'string', value: 'S', help: 'compare the groups within each of these, then sum up' },
    'conf-type': { type: 'string', value: 'log-log|plain|log', help: 'taken as by km, for one command line: a test has no interval' },
    level: { type: 'string', value: '0.95', help: 'taken as by km, likewise' },
    rho: { type: 'string', value: '0', help: '0 = log-rank (default), 1 = Peto-Prentice: early losses weigh more' },
  },
  notes: 'Expected: the events that a group would have, were it lost at the rate of all groups together.',
  examples: ['earshot fit logrank customers.csv --time days --event churned --group plan --strata country'],
  fit: async (file, values) => {
    const rho = numberOption('rho', values.rho ?? '0', (value) => value >= 0, 'from 0 up');
    confidenceTypeOption(values['conf-type']);
    levelOption(values.level);
    const groupName = requiredOption('group', values.group);
    const { table: rows, columns, group, strata } = await readSurvival(file, values, requiredOption('event', values.event), 'single');
    requireFewGroups(rows, groupName, group);
    const outcome = logRank(columns, group ?? { codes: new Int32Array(0), labels: [] }, { strata: strata ?? undefined, rho });
    if (outcome.kind === 'notEstimable') {
      const refusal = refusalReport('logrank', rows, { ...outcome, subjects: [groupName] });
      const result = { ...refusal.result, chiSquare: null, df: null, pValue: null, groups: [] };
      return { result, lines: refusal.lines };
    }
    const { n, nDropped } = rows;
    const warnings = [...droppedWarnings(rows), ...outcome.warnings];
    return {
      result: { model: 'logrank', n, nDropped, status: 'fitted', warnings: fitWarnings(warnings), rho, ...testJson(outcome.fit) },
      lines: [...lines(outcome.fit, rho), ...warningLines(warnings)],
    };
  },
});

function testJson({ chiSquare, df, pValue, groups, covariance }: LogRankFit) {
  return {
    chiSquare,
    df,
    pValue,
    groups: groups.map(({ group, n, eventCount, observed, expected }) => ({ group, n, events: eventCount, observed, expected })),
    variance: groups.map((_, g) => Array.from(covariance.subarray(g * groups.length, (g + 1) * groups.length))),
  };
}

function lines({ chiSquare, df, pValue, groups }: LogRankFit, rho: number): string[] {
  const ratio = ({ observed, expected }: LogRankGroup): string => formatNumber(expected > 0 ? observed / expected : null, 2);
  return [
    ...table<LogRankGroup>(
      [
        { title: 'group', cell: ({ group }) => group },
        { title: 'n', align: 'right', cell: ({ n }) => formatCount(n) },
        {
          title: rho === 0 ? 'observed' : 'observed, weighted',
          align: 'right',
          cell: ({ observed }) => formatNumber(observed, rho === 0 ? 0 : 2),
        },
        { title: 'expected', align: 'right', cell: ({ expected }) => formatNumber(expected, 2) },
        { title: 'ratio', align: 'right', cell: ratio },
      ],
      groups,
    ),
    '',
    `chi-square ${formatNumber(chiSquare, 3)}, df ${df}, p ${formatPValue(pValue)}`,
    'A ratio above 1: this group is lost faster than all groups together. The p-value is for no difference at all between the groups.',
  ];
}
