import type { IncomingMessage } from 'node:http';
import { Problem } from '../problem.ts';

export type TableFormat = 'csv' | 'ndjson' | 'arrow';

/** That the answer is to be one table, and how it is to be written. Parameters as at /bi/v1. */
export interface TableWish {
  readonly format: TableFormat;
  readonly delimiter: ',' | ';' | '\t';
  readonly bom: boolean;
  /** Texts that a spreadsheet would take for formulas begin with an apostrophe. */
  readonly escapeFormulas: boolean;
}

export const contentTypes: Readonly<Record<TableFormat, string>> = {
  csv: 'text/csv; charset=utf-8; header=present',
  ndjson: 'application/x-ndjson; charset=utf-8',
  arrow: 'application/vnd.apache.arrow.stream',
};

const byMediaType = new Map<string, TableFormat | 'json'>([
  ['text/csv', 'csv'],
  ['application/x-ndjson', 'ndjson'],
  ['application/vnd.apache.arrow.stream', 'arrow'],
  ['application/json', 'json'],
  ['application/graphql-response+json', 'json'],
  ['text/event-stream', 'json'],
]);

/** By what stands in the address; also at /bi/v1. */
export const delimiters: ReadonlyMap<string, TableWish['delimiter']> = new Map([
  [',', ','],
  [';', ';'],
  ['tab', '\t'],
] as const);

/** Null: JSON, as GraphQL has it. The parameter `format` wins over the header, which many tools cannot set. @throws Problem 400 */
export function readTableWish({ headers }: IncomingMessage, parameters: URLSearchParams): TableWish | null {
  const named = parameters.get('format');
  const format = named ?? fromAccept(headers.accept ?? '');
  if (format === 'json') return null;
  if (format !== 'csv' && format !== 'ndjson' && format !== 'arrow')
    throw new Problem(400, 'BAD_USER_INPUT', 'format: json, csv, ndjson and arrow are possible');
  const delimiter = delimiters.get(parameters.get('delimiter') ?? ',');
  if (!delimiter) throw new Problem(400, 'BAD_USER_INPUT', 'delimiter: ",", ";" or "tab" are possible');
  const escapeFormulas = readSwitch(parameters, 'excel');
  return { format, delimiter, bom: readSwitch(parameters, 'bom') || escapeFormulas, escapeFormulas };
}

/** What is neither is not taken for no: cells that were to be escaped would hold formulas. */
function readSwitch(parameters: URLSearchParams, name: string): boolean {
  const text = parameters.get(name) ?? '0';
  if (text !== '0' && text !== '1') throw new Problem(400, 'BAD_USER_INPUT', `${name}: 0 or 1 are possible`);
  return text === '1';
}

/** What the header likes best of what there is. */
function fromAccept(accept: string): TableFormat | 'json' {
  let best: TableFormat | 'json' = 'json';
  let most = 0;
  for (const part of accept.split(',')) {
    const [type = '', ...words] = part.split(';').map((word) => word.trim().toLowerCase());
    const format = byMediaType.get(type);
    const weight = Number(words.find((word) => word.startsWith('q='))?.slice(2) ?? 1);
    if (format && weight > most) [best, most] = [format, weight];
  }
  return best;
}
