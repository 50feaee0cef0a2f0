import type { Warning } from '../../stats/outcome.ts';
import type { NamedColumn } from '../../stats/rows/numericColumn.ts';
import type { HazardColumn } from './hazardColumns.ts';

/** definitions.md, section 4: for each coefficient. */
export const eventsPerCoefficient = 10;

/** A covariate: a number, or whether a level holds. */
export interface HazardTerm {
  /** key, or key=level */
  readonly name: string;
  readonly key: string;
  /** Null: a number. */
  readonly level: string | null;
  /** The level that it is compared with. */
  readonly reference: string | null;
  /** Index of the column, and the codes that it holds for; a number unknown is taken as `fill`, its mean. */
  readonly column: number;
  readonly codes: readonly number[];
  readonly fill: number;
}

export interface HazardDesign {
  readonly terms: readonly HazardTerm[];
  readonly warnings: readonly Warning[];
}

/**
 * Which covariates so many losses can carry: features in their order, each with its levels, as long as there are 10 losses a coefficient.
 * A level with fewer than 10 is joined with the other rare ones, and where these are too few together, with the level that others are compared with.
 *
 * @param values by column, by row
 * @param event  by row, 1 = a loss
 */
export function hazardDesign(columns: readonly HazardColumn[], values: readonly Float64Array[], event: Uint8Array): HazardDesign {
  const events = event.reduce((sum, value) => sum + value, 0);
  const warnings: Warning[] = [];
  const terms: HazardTerm[] = [];
  let room = Math.floor(events / eventsPerCoefficient);
  for (const [index, column] of columns.entries()) {
    const own = termsOf(column, index, values[index] ?? new Float64Array(), event, warnings);
    if (own.length > room) {
      const detail = `${events} losses carry ${Math.floor(events / eventsPerCoefficient)} coefficients: ${column.key} was left out`;
      warnings.push({ code: 'TOO_FEW_EVENTS', subject: column.key, detail });
      continue;
    }
    room -= own.length;
    terms.push(...own);
  }
  return { terms, warnings };
}

/** The covariates of the terms, of these rows: as well of those whom the model did not see. */
export function designColumns(terms: readonly HazardTerm[], values: readonly Float64Array[]): NamedColumn[] {
  return terms.map(({ name, column, level, codes, fill }) => {
    const own = values[column] ?? new Float64Array();
    return {
      name,
      values: level === null ? own.map((value) => (Number.isNaN(value) ? fill : value)) : own.map((value) => Number(codes.includes(value))),
    };
  });
}

function termsOf(column: HazardColumn, index: number, values: Float64Array, event: Uint8Array, warnings: Warning[]): HazardTerm[] {
  const { key, levels } = column;
  if (levels === null) {
    const fill = meanOfKnown(values);
    return [{ name: key, key, level: null, reference: null, column: index, codes: [], fill }];
  }
  const rows = new Float64Array(levels.length);
  const events = new Float64Array(levels.length);
  for (let i = 0; i < values.length; i++) {
    const code = values[i] ?? 0;
    rows[code] = (rows[code] ?? 0) + 1;
    events[code] = (events[code] ?? 0) + (event[i] ?? 0);
  }
  const present = levels
    .map((level, code) => ({ level, code, events: events[code] ?? 0, rows: rows[code] ?? 0 }))
    .filter(({ rows: n }) => n > 0);
  const common = present.filter((level) => level.events >= eventsPerCoefficient);
  const rare = present.filter((level) => level.events < eventsPerCoefficient);
  const reference = common.find(({ level }) => level === column.reference) ?? common.toSorted((a, b) => b.events - a.events)[0];
  if (reference === undefined) return []; // not a level that could be compared with
  const term = (level: string, codes: readonly number[]): HazardTerm => {
    return { name: `${key}=${level}`, key, level, reference: reference.level, column: index, codes, fill: 0 };
  };
  const terms = common.filter(({ code }) => code !== reference.code).map(({ level, code }) => term(level, [code]));
  if (rare.length === 0) return terms;
  const names = rare.map(({ level }) => level).join(', ');
  const isEnough = rare.reduce((sum, level) => sum + level.events, 0) >= eventsPerCoefficient;
  const joined = isEnough ? '(rare)' : reference.level;
  const detail = `fewer than ${eventsPerCoefficient} losses each: ${names}; counted as ${joined}`;
  warnings.push({ code: 'TOO_FEW_EVENTS', subject: key, detail });
  return isEnough
    ? [
        ...terms,
        term(
          '(rare)',
          rare.map(({ code }) => code),
        ),
      ]
    : terms;
}

function meanOfKnown(values: Float64Array): number {
  let sum = 0;
  let n = 0;
  for (const value of values) {
    if (Number.isNaN(value)) continue;
    sum += value;
    n++;
  }
  return n === 0 ? 0 : sum / n;
}
