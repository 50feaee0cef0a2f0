import { type ColumnSummary, describe, type Warning } from '../../../../worker/stats/index.ts';
import { formatCount, formatNumber } from '../../print/numbers.ts';
import { table } from '../../print/table.ts';
import { columnsOption, defineFit } from '../fitModel.ts';
import { readFitTable } from '../fitTable.ts';
import { fitWarnings, warningLines } from '../outcomeReport.ts';

/** Squares of larger numbers overflow. */
const LARGEST = 1e150;

export const describeFit = defineFit({
  name: 'describe',
  summary: 'What columns look like: n, mean, spread, extremes, median',
  usage: '--x A,B',
  options: { x: { type: 'string', value: 'A,B', help: 'the columns' } },
  notes: 'Each column is summed up over its own values: a missing cell costs no row of another column.',
  examples: ['earshot fit describe answers.csv --x Q1,Q2'],
  fit: async (file, { x, delimiter, na }) => {
    const names = columnsOption('x', x);
    const data = await readFitTable(
      file,
      names.map((name) => ({ name, type: { as: 'number', min: -LARGEST, max: LARGEST }, keepMissing: true })),
      { delimiter, na },
    );
    const columns = describe(names.map((name) => ({ name, values: data.numbers(name).filter((value) => !Number.isNaN(value)) })));
    const warnings = columns.filter(({ n }) => n < 2).map(tooFewValues);
    return {
      result: { model: 'describe', n: data.n, nDropped: data.nDropped, status: 'fitted', warnings: fitWarnings(warnings), columns },
      lines: [
        ...table<ColumnSummary>(
          [
            { title: 'column', cell: ({ name }) => name },
            { title: 'n', align: 'right', cell: ({ n }) => formatCount(n) },
            { title: 'mean', align: 'right', cell: ({ mean }) => formatNumber(mean, 4) },
            { title: 'std. dev.', align: 'right', cell: ({ stdDev }) => formatNumber(stdDev, 4) },
            { title: 'min', align: 'right', cell: ({ min }) => formatNumber(min, 4) },
            { title: 'median', align: 'right', cell: ({ median }) => formatNumber(median, 4) },
            { title: 'max', align: 'right', cell: ({ max }) => formatNumber(max, 4) },
          ],
          columns,
        ),
        ...warningLines(warnings),
      ],
    };
  },
});

function tooFewValues({ name, n }: ColumnSummary): Warning {
  const detail = n === 0 ? 'no value at all' : 'one value, which has no standard deviation';
  return { code: 'NOT_ENOUGH_DATA', subject: name, detail };
}
