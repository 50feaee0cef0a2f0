import { z } from 'zod';
import { type Dataset, type DatasetColumn, datasets } from '../../prisma/bi/datasets.ts';
import type { Scope } from '../../schema/context.ts';
import { delimiters } from '../formats/tableWish.ts';
import { Problem } from '../problem.ts';
import { decodeCursor } from './cursor.ts';

export const formats = ['csv', 'json', 'ndjson', 'arrow'] as const;
export type Format = (typeof formats)[number];

export interface CsvOptions {
  readonly delimiter: ',' | ';' | '\t';
  /** A byte order mark, by which Excel knows UTF-8. */
  readonly bom: boolean;
  /** Texts that a spreadsheet would take for formulas begin with an apostrophe. */
  readonly escapeFormulas: boolean;
}

/** One export, checked: what the URL asks of which dataset. */
export interface DatasetRequest {
  readonly dataset: Dataset;
  readonly format: Format;
  readonly columns: readonly DatasetColumn[];
  /** Null: all rows. */
  readonly limit: number | null;
  /** Values of the dataset's key: rows after it. */
  readonly after: readonly string[] | null;
  readonly since: string | null;
  readonly until: string | null;
  readonly csv: CsvOptions;
}

export interface Parameter {
  readonly name: string;
  readonly formats: readonly Format[];
  readonly description: string;
}

export const largestPage = 1_000_000;

export const parameters: readonly Parameter[] = [
  {
    name: 'columns',
    formats,
    description: 'Names of columns with commas between, in the order wanted. Default: all that the key may see.',
  },
  {
    name: 'since',
    formats,
    description:
      'RFC 3339 time: rows whose "since" column is at or after it: when it happened, not when it was loaded or changed. Rows without that time are left out.',
  },
  { name: 'until', formats, description: 'RFC 3339 time: rows whose "since" column is before it. Rows without that time are left out.' },
  {
    name: 'limit',
    formats,
    description: `Rows of one page, 1 to ${largestPage}, in the order of the key. X-Last-Page says whether more follow, Link where. Default: all rows, in no order.`,
  },
  { name: 'after', formats, description: 'Cursor of the page before, from Link, or "next" of the JSON.' },
  { name: 'delimiter', formats: ['csv'], description: 'What separates cells: "," (default), ";" or "tab".' },
  { name: 'bom', formats: ['csv'], description: '1: begins with a byte order mark.' },
  {
    name: 'excel',
    formats: ['csv'],
    description: '1: with a byte order mark, and an apostrophe before texts that begin with = + - @, a tab or a carriage return.',
  },
];

const bad = (name: string, message: string) => new Problem(400, 'BAD_USER_INPUT', `${name}: ${message}`);

/** @throws Problem 400, 403, 404 */
export function readDatasetRequest(url: URL, scopes: ReadonlySet<Scope>): DatasetRequest {
  const [, name = '', extension = ''] = /^\/bi\/v1\/([^/.]+)(?:\.([^/.]+))?$/.exec(url.pathname) ?? [];
  const dataset = datasets.find((known) => known.name === name);
  const format = formats.find((known) => known === extension);
  const everyForm = 'each as .csv, .json, .ndjson or .arrow';
  if (!dataset) throw new Problem(404, 'NOT_FOUND', `there is no such dataset: GET /bi/v1/$schema lists them, ${everyForm}`);
  if (!format)
    throw new Problem(404, 'NOT_FOUND', `the dataset ${dataset.name} is there, but not in this form: datasets come ${everyForm}`);
  const given = readParameters(url.searchParams, format);
  const since = readTime(given, 'since', dataset);
  const until = readTime(given, 'until', dataset);
  const after = given.get('after');
  const escapeFormulas = readSwitch(given, 'excel');
  const delimiter = delimiters.get(given.get('delimiter') ?? ',');
  if (!delimiter) throw bad('delimiter', '",", ";" or "tab" are possible');
  return {
    dataset,
    format,
    columns: readColumns(given.get('columns'), dataset, scopes),
    limit: readLimit(given.get('limit')),
    after: after === undefined ? null : decodeCursor(dataset, after),
    since,
    until,
    csv: { delimiter, bom: readSwitch(given, 'bom') || escapeFormulas, escapeFormulas },
  };
}

function readParameters(query: URLSearchParams, format: Format): Map<string, string> {
  const allowed = parameters.filter((parameter) => parameter.formats.includes(format)).map(({ name }) => name);
  const given = new Map<string, string>();
  for (const [name, value] of query) {
    const shown = JSON.stringify(name.slice(0, 40));
    if (!allowed.includes(name)) {
      const why = parameters.some((parameter) => parameter.name === name) ? `is not for ${format}` : 'is unknown';
      throw new Problem(400, 'BAD_USER_INPUT', `the parameter ${shown} ${why}; possible here: ${allowed.join(', ')}`);
    }
    if (given.has(name)) throw bad(name, 'it is given twice');
    given.set(name, value);
  }
  return given;
}

function readColumns(text: string | undefined, dataset: Dataset, scopes: ReadonlySet<Scope>): readonly DatasetColumn[] {
  const mayBeSeen = (column: DatasetColumn) => !column.personal || scopes.has('pii');
  if (text === undefined) return dataset.columns.filter(mayBeSeen);
  const names = text.split(',').map((name) => name.trim());
  if (new Set(names).size < names.length) throw bad('columns', 'one is named twice');
  return names.map((name) => {
    const column = dataset.columns.find((known) => known.name === name);
    if (!column) {
      const known = dataset.columns.filter(mayBeSeen).map((possible) => possible.name);
      throw bad('columns', `${dataset.name} has no ${JSON.stringify(name.slice(0, 40))}; it has ${known.join(', ')}`);
    }
    if (!mayBeSeen(column)) throw new Problem(403, 'FORBIDDEN', `columns: ${name} is personal, which needs a key with the scope "pii"`);
    return column;
  });
}

function readLimit(text: string | undefined): number | null {
  if (text === undefined) return null;
  const limit = /^\d{1,9}$/.test(text) ? Number(text) : 0;
  if (limit < 1 || limit > largestPage) throw bad('limit', `a number from 1 to ${largestPage} is needed; without it all rows come`);
  return limit;
}

const rfc3339 = z.iso.datetime({ offset: true });

function readTime(given: ReadonlyMap<string, string>, name: 'since' | 'until', dataset: Dataset): string | null {
  const text = given.get(name);
  if (text === undefined) return null;
  if (dataset.since === null) throw bad(name, `${dataset.name} has no time to go by`);
  const date = new Date(text);
  if (!rfc3339.safeParse(text).success || Number.isNaN(date.getTime()))
    throw bad(name, 'an RFC 3339 time with its offset is needed, for example 2026-05-17T09:30:00Z (a "+" in a URL is written %2B)');
  return date.toISOString();
}

function readSwitch(given: ReadonlyMap<string, string>, name: string): boolean {
  const text = given.get(name) ?? '0';
  if (text !== '0' && text !== '1') throw bad(name, '0 or 1 are possible');
  return text === '1';
}
