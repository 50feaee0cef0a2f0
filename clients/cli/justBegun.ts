import type { MetricsQuery } from './generated/graphql.ts';

type Row = MetricsQuery['metrics']['rows'][number];

/** A bucket of time that is under way. */
export interface BegunBucket {
  readonly label: string;
  /** Its first moment. */
  readonly start: string;
}

/**
 * The bucket under way where nothing of it can be told yet, for it is of few customers: beside it, and through no fault of its own, another one is hidden.
 * Null: there is none, or something of it is shown.
 *
 * @param rows all of an answer
 */
export function justBegun(rows: readonly Row[], now: Date): BegunBucket | null {
  const isUnderWay = ({ start, end }: Row['groups'][number]) =>
    start !== null && end !== null && new Date(start) <= now && new Date(end) > now;
  const begun = rows.filter(({ groups }) => groups.some(isUnderWay));
  const bucket = begun[0]?.groups.find(isUnderWay);
  if (!bucket?.start || begun.length === rows.length) return null;
  const told = begun.flatMap(({ values }) => values).filter(({ value }) => value !== null);
  return told.length === 0 && hiddenValues(begun) > 0 ? { label: bucket.value ?? bucket.start, start: bucket.start } : null;
}

/** How many values of an answer are kept back. */
export const hiddenValues = (rows: readonly Row[]): number =>
  rows.flatMap(({ values }) => values).filter(({ isHidden }) => isHidden).length;

/** The rows of an answer without those of a bucket. */
export const rowsBefore = (rows: readonly Row[], { start }: BegunBucket): Row[] =>
  rows.filter(({ groups }) => !groups.some((group) => group.start === start));
