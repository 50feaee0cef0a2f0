import { unknownLevel } from '../../data/churnEpisodes.ts';
import type { Warning } from '../../stats/outcome.ts';
import type { NamedColumn } from '../../stats/rows/numericColumn.ts';
import type { StatusCode } from '../../stats/statusCodes.ts';
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
  /** Index of the column, and the codes that it holds for, NaN for a number unknown; as a number that is taken as `fill`, the mean. */
  readonly column: number;
  readonly codes: readonly number[];
  readonly fill: number;
}

export interface HazardDesign {
  readonly terms: readonly HazardTerm[];
  readonly warnings: readonly Warning[];
}

export interface DesignOptions {
  /** Coefficients that the model has beside these. */
  readonly taken?: number;
  /** What the events are called. */
  readonly noun?: string;
}

/**
 * Which covariates so many losses can carry: features in their order, each with its levels, as long as there are 10 losses a coefficient.
 * A level with fewer than 10 is joined with the other rare ones, and where these are too few together, with the level that others are compared with.
 * That a number is not known is a covariate of its own: those of whom it is not known are taken as the mean, and without it their rate would pass for
 * that of the mean. A number that is known of fewer than 10 losses is left out. Whatever is left out is said.
 *
 * @param values by column, by row
 * @param event  by row, 1 = a loss; in a logistic model the rarer outcome
 */
export function hazardDesign(
  columns: readonly HazardColumn[],
  values: readonly Float64Array[],
  event: Uint8Array,
  { taken = 0, noun = 'losses' }: DesignOptions = {},
): HazardDesign {
  const events = event.reduce((sum, value) => sum + value, 0);
  const carried = Math.floor(events / eventsPerCoefficient);
  const warnings: Warning[] = [];
  const terms: HazardTerm[] = [];
  let room = carried - taken;
  for (const [index, column] of columns.entries()) {
    const own = column.levels === null ? numberTerms : levelTerms;
    const found = own(column, index, { values: values[index] ?? new Float64Array(), event, noun, warnings });
    const added = found.filter((term) => !isKnownAlready(term, terms, values));
    if (added.length > room) {
      const detail = `${events} ${noun} carry ${carried} coefficients: ${column.key} was left out`;
      warnings.push({ code: 'TOO_FEW_EVENTS', subject: column.key, detail });
      continue;
    }
    room -= added.length;
    terms.push(...added);
  }
  return { terms, warnings };
}

/** Answers of one survey are unknown in the same rows: to say it once is enough. */
function isKnownAlready(term: HazardTerm, terms: readonly HazardTerm[], values: readonly Float64Array[]): boolean {
  if (!term.codes.some(Number.isNaN)) return false;
  const [own] = designColumns([term], values);
  const others = designColumns(
    terms.filter(({ level }) => level === unknownLevel),
    values,
  );
  return others.some((other) => other.values.every((value, row) => value === own?.values[row]));
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

interface OwnRows {
  readonly values: Float64Array;
  readonly event: Uint8Array;
  readonly noun: string;
  readonly warnings: Warning[];
}

function numberTerms({ key }: HazardColumn, column: number, { values, event, noun, warnings }: OwnRows): HazardTerm[] {
  const losses = { known: 0, unknown: 0 };
  for (let i = 0; i < values.length; i++) losses[Number.isNaN(values[i]) ? 'unknown' : 'known'] += event[i] ?? 0;
  const few = (detail: string) => warnings.push({ code: 'TOO_FEW_EVENTS', subject: key, detail });
  if (!values.some(Number.isNaN)) return [numberTerm(key, column, values)];
  if (losses.known < eventsPerCoefficient) {
    few(`left out: it is known of ${losses.known} ${noun}, ${eventsPerCoefficient} are needed`);
    return [];
  }
  if (losses.unknown < eventsPerCoefficient) few(`it is not known of ${losses.unknown} ${noun}: how these differ rests on few`);
  const number = numberTerm(key, column, values);
  const unknown = { ...number, name: `${key}=${unknownLevel}`, level: unknownLevel, reference: '(mean)', codes: [Number.NaN], fill: 0 };
  return [number, unknown];
}

function numberTerm(key: string, column: number, values: Float64Array): HazardTerm {
  return { name: key, key, level: null, reference: null, column, codes: [], fill: meanOfKnown(values) };
}

/** With a covariate that parts the losses without error for want of one among the unknown, the number whose unknown they are goes, too. */
export function withTheirNumbers(dropped: readonly string[], terms: readonly HazardTerm[], reason: StatusCode): string[] {
  if (reason !== 'SEPARATION') return [...dropped];
  const keys = terms.filter(({ name, codes }) => dropped.includes(name) && codes.some(Number.isNaN)).map(({ key }) => key);
  return [...new Set([...dropped, ...terms.filter(({ name }) => keys.includes(name)).map(({ name }) => name)])];
}

function levelTerms(
  { key, levels, reference: asked }: HazardColumn,
  column: number,
  { values, event, noun, warnings }: OwnRows,
): HazardTerm[] {
  const present = levelsOf(levels ?? [], values, event);
  const common = present.filter((level) => level.events >= eventsPerCoefficient);
  const rare = present.filter((level) => level.events < eventsPerCoefficient);
  const reference = common.find(({ level }) => level === asked) ?? common.toSorted((a, b) => b.events - a.events)[0];
  if (present.length < 2) {
    warnings.push({ code: 'ZERO_VARIANCE', subject: key, detail: `left out: ${present[0]?.level ?? 'nothing'} in every row` });
    return [];
  }
  if (reference === undefined) {
    warnings.push({ code: 'TOO_FEW_EVENTS', subject: key, detail: `left out: no level has ${eventsPerCoefficient} ${noun}` });
    return [];
  }
  const term = (level: string, codes: readonly number[]): HazardTerm => {
    return { name: `${key}=${level}`, key, level, reference: reference.level, column, codes, fill: 0 };
  };
  const terms = common.filter(({ code }) => code !== reference.code).map(({ level, code }) => term(level, [code]));
  if (rare.length === 0) return terms;
  const names = rare.map(({ level }) => level).join(', ');
  const isEnough = rare.reduce((sum, level) => sum + level.events, 0) >= eventsPerCoefficient;
  const detail = `fewer than ${eventsPerCoefficient} ${noun} each: ${names}; counted as ${isEnough ? '(rare)' : reference.level}`;
  warnings.push({ code: 'TOO_FEW_EVENTS', subject: key, detail });
  const codes = rare.map(({ code }) => code);
  return isEnough ? [...terms, term('(rare)', codes)] : terms;
}

/** Those that occur, with their losses. */
function levelsOf(levels: readonly string[], values: Float64Array, event: Uint8Array): { level: string; code: number; events: number }[] {
  const rows = new Float64Array(levels.length);
  const events = new Float64Array(levels.length);
  for (let i = 0; i < values.length; i++) {
    const code = values[i] ?? 0;
    rows[code] = (rows[code] ?? 0) + 1;
    events[code] = (events[code] ?? 0) + (event[i] ?? 0);
  }
  return levels.map((level, code) => ({ level, code, events: events[code] ?? 0 })).filter(({ code }) => (rows[code] ?? 0) > 0);
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
