import { ModelInputError } from '../../outcome.ts';
import type { RecencyFrequency, RecencyFrequencyAudit } from './recencyFrequency.ts';

/**
 * The histories of a log that was split by customer, one part a shard: the columns one after the other, the audits added up.
 * With equal options in every part it is the history of the whole log, customers in the order of the parts.
 *
 * @throws ModelInputError EMPTY; OUT_OF_RANGE when parts differ in whether they have amounts or in the length of their holdout
 */
export function joinedRecencyFrequency(parts: readonly RecencyFrequency[]): RecencyFrequency {
  const [first] = parts;
  if (first === undefined) throw new ModelInputError('EMPTY', 'parts has length 0, at least 1 is needed');
  for (const [i, part] of parts.entries()) {
    if (part.holdoutLength !== first.holdoutLength || (part.monetary === null) !== (first.monetary === null))
      throw new ModelInputError(
        'OUT_OF_RANGE',
        `parts has at ${i} other options than at 0, the same calibration, observation and amounts are needed`,
      );
  }
  return {
    customers: Int32Array.from(parts.flatMap((part) => Array.from(part.customers))),
    frequency: joined(parts.map((part) => part.frequency)),
    recency: joined(parts.map((part) => part.recency)),
    age: joined(parts.map((part) => part.age)),
    monetary: first.monetary === null ? null : joined(parts.map((part) => part.monetary ?? new Float64Array())),
    holdout: first.holdout === null ? null : joined(parts.map((part) => part.holdout ?? new Float64Array())),
    holdoutLength: first.holdoutLength,
    repeatDays: joined(parts.map((part) => part.repeatDays)),
    audit: parts.map(({ audit }) => audit).reduce(added),
  };
}

function joined(columns: readonly Float64Array[]): Float64Array {
  const whole = new Float64Array(columns.reduce((length, column) => length + column.length, 0));
  let at = 0;
  for (const column of columns) {
    whole.set(column, at);
    at += column.length;
  }
  return whole;
}

function added(left: RecencyFrequencyAudit, right: RecencyFrequencyAudit): RecencyFrequencyAudit {
  const sum: { -readonly [Name in keyof RecencyFrequencyAudit]: number } = { ...left };
  for (const name of Object.keys(sum) as (keyof RecencyFrequencyAudit)[]) sum[name] += right[name];
  return sum;
}
