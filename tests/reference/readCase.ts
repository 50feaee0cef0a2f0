import { readFileSync } from 'node:fs';
import type { NamedColumn } from '../../worker/stats/index.ts';

/** Numbers by name, as expected.json keeps them. */
export type Named = Readonly<Record<string, number>>;

/** One reference case: expected.json as it lies there, and its CSV by column. */
export interface ReferenceCase<Expected> {
  readonly expected: Expected;
  readonly certified: { readonly coefficients: Named; readonly standardErrors: Named };
  readonly tolerance: { readonly minDigits: number };
  readonly model: { readonly response: string; readonly terms: readonly string[]; readonly drivers: readonly string[]; readonly predictors: readonly string[] };
  readonly column: (name: string) => NamedColumn;
  /** cells as text, an empty cell is missing */
  readonly cells: (name: string) => readonly string[];
}

export function readJson<Content>(path: string): Content {
  return JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8')) as Content;
}

export function readCase<Expected>(id: string, file = 'data.csv'): ReferenceCase<Expected> {
  const [header, ...rows] = readFileSync(new URL(`./${id}/${file}`, import.meta.url), 'utf8')
    .trimEnd()
    .split(/\r?\n/)
    .map((line) => line.split(','));
  const cells = (name: string): string[] => {
    const position = header!.indexOf(name);
    if (position < 0) throw new Error(`${id} has no column ${name}`);
    return rows.map((row) => row[position]!);
  };
  const column = (name: string): NamedColumn => {
    const [variable, power] = name.split('^');
    const values = cells(variable!).map((cell) => Number(cell));
    return { name, values: Float64Array.from(values, (value) => integerPower(value, power === undefined ? 1 : Number(power))) };
  };
  return { ...readJson<Omit<ReferenceCase<Expected>, 'cells' | 'column'>>(`./${id}/expected.json`), cells, column };
}

// repeated products: exact for Wampler's integers, where pow would round
function integerPower(value: number, power: number): number {
  let product = 1;
  for (let i = 0; i < power; i++) product *= value;
  return product;
}

/** Correct digits: -log10 of the relative error, of the absolute one where 0 is expected (NIST's LRE). */
export function digits(got: number | null, expected: number): number {
  if (got === null || Number.isNaN(got)) return Number.NEGATIVE_INFINITY;
  if (got === expected) return 17;
  return -Math.log10(expected === 0 ? Math.abs(got) : Math.abs((got - expected) / expected));
}

/** The fewest digits over all names. */
export function worstDigits(got: ReadonlyMap<string, number | null>, expected: Named): number {
  return Math.min(...Object.entries(expected).map(([name, value]) => digits(got.get(name) ?? null, value)));
}
