import { chosenOption } from '../chosenOption.ts';
import { UsageError } from '../cliError.ts';
import { defineCommand } from '../command.ts';
import { excelOption } from '../print/csv.ts';
import { table } from '../print/table.ts';
import { connectionFromEnvironment } from '../server/connection.ts';
import { downloadDataset, readDatasets } from '../server/downloadDataset.ts';
import { momentOptions } from '../server/momentOption.ts';

const formats = ['csv', 'json', 'ndjson', 'arrow'] as const;
const environment = ['EARSHOT_URL', 'EARSHOT_API_KEY'];

export const exportDataset = defineCommand({
  name: 'export',
  summary: 'A whole dataset as a file: customers, answers, orders, scores',
  usage: ['export DATASET [--format csv|json|ndjson|arrow] [--out FILE] [--columns LIST] [--since TIME] [--until TIME]'],
  parameters: ['DATASET'],
  options: {
    format: { type: 'string', value: 'FORMAT', help: 'csv (default), json, ndjson or arrow (an IPC stream)' },
    out: { type: 'string', value: 'FILE', help: 'where to (default: standard output); the file is there once it is whole' },
    columns: { type: 'string', value: 'A,B', help: 'only these, in this order' },
    since: {
      type: 'string',
      value: 'TIME',
      help: 'only rows of this moment or day and later; a day is one of the time zone of the workspace',
    },
    until: { type: 'string', value: 'TIME', help: 'only rows of before this moment or day' },
    excel: excelOption,
    delimiter: { type: 'string', value: 'CHARACTER', help: 'of CSV: "," (default), ";" or tab' },
  },
  notes:
    'All rows of one moment, unless a period is given. Personal columns come to keys with the scope pii. `earshot datasets` lists what there is.',
  examples: [
    'earshot export customer_scores --out scores.csv --excel',
    'earshot export orders --format arrow --since 2026-01-01 --out orders.arrows',
  ],
  environment,
  run: async ({ format: given = 'csv', out, excel, delimiter, columns, since, until }, [dataset = '']) => {
    const format = chosenOption('format', given, formats);
    if (format !== 'csv' && (excel || delimiter !== undefined)) throw new UsageError('--excel and --delimiter are for CSV');
    const connection = connectionFromEnvironment();
    const moments = Object.entries(await momentOptions(connection, { since, until })).filter(([, moment]) => moment !== null);
    const query = new URLSearchParams({
      ...(columns !== undefined && { columns }),
      ...(Object.fromEntries(moments) as Record<string, string>),
      ...(excel && { excel: '1' }),
      ...(delimiter !== undefined && { delimiter }),
    });
    await downloadDataset(connection, `${encodeURIComponent(dataset)}.${format}?${query}`, out ?? null);
    return 0;
  },
});

export const datasets = defineCommand({
  name: 'datasets',
  summary: 'What can be exported, and its columns',
  usage: ['datasets [--json]'],
  parameters: [],
  options: { json: { type: 'boolean', help: 'all that is known of them: types, units, descriptions, parameters' } },
  notes: 'A column that is personal has a * behind its name: it comes to keys with the scope pii.',
  examples: ['earshot datasets'],
  environment,
  run: async ({ json }) => {
    const schema = await readDatasets(connectionFromEnvironment());
    if (json) console.log(JSON.stringify(schema, null, 2));
    else
      for (const { name, description, columns } of schema.datasets) {
        console.log(`${name}: ${description}`);
        for (const line of table(
          [
            { title: '  column', cell: (column) => `  ${column.name}${column.personal ? ' *' : ''}` },
            { title: 'type', cell: ({ type, nullable }) => `${type}${nullable ? '?' : ''}` },
            { title: 'what it is', cell: (column) => column.description },
          ],
          columns,
        ))
          console.log(line);
        console.log('');
      }
    return 0;
  },
});
