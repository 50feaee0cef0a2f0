/**
 * Checks of arguments, made before any arithmetic. Each takes a record so that the message can name the argument:
 * `requireSameLength({ durations, churned })` throws "churned has length 20, durations has 21".
 */
import { ModelInputError } from './outcome.ts';

type Numbers = ArrayLike<number>;

/** @returns the common length. @throws ModelInputError EMPTY, LENGTH_MISMATCH */
export function requireSameLength(columns: Readonly<Record<string, Numbers>>): number {
  const entries = Object.entries(columns);
  const [first] = entries;
  if (first === undefined) throw new ModelInputError('EMPTY', 'columns has no entries, at least one is needed');
  const [firstName, { length }] = first;
  if (length === 0) throw new ModelInputError('EMPTY', `${firstName} has length 0, at least 1 is needed`);
  for (const [name, column] of entries) {
    if (column.length !== length) {
      throw new ModelInputError('LENGTH_MISMATCH', `${name} has length ${column.length}, ${firstName} has ${length}`);
    }
  }
  return length;
}

/** @throws ModelInputError NOT_FINITE at the first NaN or infinity. */
export function requireFinite(columns: Readonly<Record<string, Numbers>>): void {
  for (const [name, column] of Object.entries(columns)) {
    for (let i = 0; i < column.length; i++) {
      if (!Number.isFinite(column[i]!))
        throw new ModelInputError('NOT_FINITE', `${name} has ${column[i]} at row ${i}, a finite number is needed`);
    }
  }
}

/** @throws ModelInputError NOT_FINITE, OUT_OF_RANGE at the first value <= 0. */
export function requirePositive(columns: Readonly<Record<string, Numbers>>): void {
  requireFinite(columns);
  for (const [name, column] of Object.entries(columns)) {
    for (let i = 0; i < column.length; i++) {
      if (column[i]! <= 0) throw new ModelInputError('OUT_OF_RANGE', `${name} has ${column[i]} at row ${i}, a value above 0 is needed`);
    }
  }
}

/** Whole numbers >= 0. @throws ModelInputError OUT_OF_RANGE */
export function requireCounts(counts: Readonly<Record<string, number>>): void {
  for (const [name, count] of Object.entries(counts)) {
    if (!Number.isSafeInteger(count) || count < 0) {
      throw new ModelInputError('OUT_OF_RANGE', `${name} has ${count}, a whole number from 0 up is needed`);
    }
  }
}

/** Finite numbers >= 0. @throws ModelInputError NOT_FINITE, OUT_OF_RANGE */
export function requireNonNegative(numbers: Readonly<Record<string, number>>): void {
  for (const [name, number] of Object.entries(numbers)) {
    if (!Number.isFinite(number)) throw new ModelInputError('NOT_FINITE', `${name} has ${number}, a finite number is needed`);
    if (number < 0) throw new ModelInputError('OUT_OF_RANGE', `${name} has ${number}, a value from 0 up is needed`);
  }
}

/** Strictly between 0 and 1. @throws ModelInputError OUT_OF_RANGE */
export function requireConfidenceLevel(confidenceLevel: number): void {
  if (!(confidenceLevel > 0 && confidenceLevel < 1)) {
    throw new ModelInputError('OUT_OF_RANGE', `confidenceLevel has ${confidenceLevel}, a value between 0 and 1 is needed`);
  }
}
