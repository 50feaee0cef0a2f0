import { type ColumnSummary, describe, type Warning } from '../../../../worker/stats/index.ts';
import { formatCount } from '../../print/numbers.ts';
import { table } from '../../print/table.ts';
import { columnsOption, defineFit } from '../fitModel.ts';
import { readFitTable } from '../fitTable.ts';
import { fitWarnings, warningLines } from '../outcomeReport.ts';
import { significant } from '../regressionOutput.ts';

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
    const columns = describe(names.map((name) => ({ name, values: present(data.numbers(name)) })));
    const warnings = columns.filter(({ n }) => n < 2).map(tooFewValues);
    return {
      result: { model: 'describe', n: data.n, nDropped: data.nDropped, status: 'fitted', warnings: fitWarnings(warnings), columns },
      lines: [
        ...table<ColumnSummary>(
          [
            { title: 'column', cell: ({ name }) => name },
            { title: 'n', align: 'right', cell: ({ n }) => formatCount(n) },
            { title: 'mean', align: 'right', cell: ({ mean }) => significant(mean) },
            { title: 'std. dev.', align: 'right', cell: ({ stdDev }) => significant(stdDev) },
            { title: 'min', align: 'right', cell: ({ min }) => plain(min) },
            { title: 'median', align: 'right', cell: ({ median }) => plain(median) },
            { title: 'max', align: 'right', cell: ({ max }) => plain(max) },
          ],
          columns,
        ),
        ...warningLines(warnings),
      ],
    };
  },
});

/** The values that are there. A loop: filter() boxes each of a million. */
function present(values: Float64Array): Float64Array {
  const kept = new Float64Array(values.length);
  let n = 0;
  for (const value of values) if (!Number.isNaN(value)) kept[n++] = value;
  return kept.subarray(0, n);
}

/** A value of the column: a whole number as it stands. */
const plain = (value: number | null): string => (Number.isSafeInteger(value) ? formatCount(value) : significant(value));

function tooFewValues({ name, n }: ColumnSummary): Warning {
  const detail = n === 0 ? 'no value at all' : 'one value, which has no standard deviation';
  return { code: 'NOT_ENOUGH_DATA', subject: name, detail };
}
