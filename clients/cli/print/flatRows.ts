/** The one list of an answer as rows of plain cells: what CSV and NDJSON are made of. */
import { CliError } from '../cliError.ts';
import type { CsvCell } from './csv.ts';

export type FlatRow = ReadonlyMap<string, CsvCell>;

interface FoundList {
  readonly path: string;
  readonly items: readonly unknown[];
}

export interface FlatRows {
  /** Where the list is in the answer, names with dots between. */
  readonly path: string;
  readonly rows: readonly FlatRow[];
}

/** @throws CliError when there is no list, more than one, or a list inside a row */
export function flatRows(data: unknown): FlatRows {
  const lists = findLists(data, '');
  const [list, second] = lists;
  const remedy = 'ask for exactly one list, or use --format json';
  if (!list) throw new CliError('the answer has no list of which rows could be made', remedy);
  if (second)
    throw new CliError(`the answer has ${lists.length} lists (${lists.map(({ path }) => path).join(', ')}), one is possible`, remedy);
  return { path: list.path, rows: list.items.map((item) => new Map(flatten(unwrapEdge(item), '', list.path))) };
}

/** Lists that are not inside another list. */
function findLists(value: unknown, path: string): FoundList[] {
  if (Array.isArray(value)) return [{ path: path || 'data', items: value }];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, part]) => findLists(part, path ? `${path}.${key}` : key));
}

/** Whether an edge of these fields tells of nothing but its node. */
export const isBareEdge = (fields: readonly string[]) =>
  fields.includes('node') && fields.every((key) => key === 'node' || key === 'cursor' || key === '__typename');

/** Of an edge of a connection its node is the row. */
function unwrapEdge(item: unknown): unknown {
  return typeof item === 'object' && item !== null && 'node' in item && isBareEdge(Object.keys(item)) ? item.node : item;
}

function* flatten(value: unknown, name: string, path: string): Generator<[string, CsvCell]> {
  if (Array.isArray(value)) {
    if (value.some((part) => typeof part === 'object' && part !== null))
      throw new CliError(`the rows of ${path} have a list inside (${name})`, 'leave it out, or use --format json');
    yield [name, value.map((part) => part ?? '').join('; ')];
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, part] of Object.entries(value)) yield* flatten(part, name ? `${name}.${key}` : key, path);
  } else yield [name || 'value', value as CsvCell];
}
