import { datasets } from '../../prisma/bi/datasets.ts';
import { formats, parameters } from './datasetRequest.ts';

const base = '/bi/v1';

/** GET /bi/v1/$schema: what there is to ask for, the same for every key. */
export const schemaDocument = {
  datasets: datasets.map(({ name, description, columns, key, since }) => ({
    name,
    description,
    urls: Object.fromEntries(formats.map((format) => [format, `${base}/${name}.${format}`])),
    key,
    since,
    columns: columns.map((column) => ({
      name: column.name,
      type: column.type,
      unit: column.unit,
      nullable: column.nullable,
      personal: column.personal,
      description: column.description,
    })),
  })),
  formats: [
    {
      format: 'csv',
      description: 'RFC 4180 with a header. Null is an empty cell, an empty text is "". Times are RFC 3339 in UTC, decimals have a point.',
    },
    {
      format: 'json',
      description:
        'One object: dataset, columns, rows (an object each), lastPage and next. bigint and decimal are text, exact to the last digit.',
    },
    { format: 'ndjson', description: 'The rows of json, one a line.' },
    {
      format: 'arrow',
      description:
        'An Arrow IPC stream: text and json are utf8, integer int32, bigint int64, decimal decimal128(18, 4), double float64, boolean bool, timestamp in milliseconds UTC, date date32.',
    },
  ],
  parameters,
  personal: 'Columns that are personal are there for keys with the scope "pii" alone.',
} as const;
