/** The options and the file of the models of staying: km, logrank, cif and cox read time, event, entry and groups the same way. */

import { type Grouping, MAX_COMPARED_GROUPS, type SurvivalColumns } from '../../../worker/stats/index.ts';
import { chosenOption } from '../chosenOption.ts';
import type { OptionTable } from '../command.ts';
import { formatCount } from '../print/numbers.ts';
import { FileFault, requiredOption } from './fitModel.ts';
import { type ColumnRequest, type FitTable, readFitTable } from './fitTable.ts';

export const survivalOptions = {
  time: { type: 'string', value: 'T', help: 'how long each customer was seen, 0 or more: until the event, or until last seen' },
  start: { type: 'string', value: 'S', help: 'delayed entry: the time from which on the customer was seen, below --time' },
  group: { type: 'string', value: 'G', help: 'compare these groups' },
} as const satisfies OptionTable;

export interface SurvivalValues {
  readonly time?: string;
  readonly start?: string;
  readonly group?: string;
  readonly strata?: string;
  readonly delimiter?: string;
  readonly na?: string[];
}

export interface SurvivalTable {
  readonly table: FitTable;
  readonly columns: SurvivalColumns;
  readonly group: Grouping | null;
  readonly strata: Grouping | null;
}

/** Which codes the column of events holds: 0 and 1, or a cause. */
export type EventCoding = 'single' | 'causes';

/**
 * @param others what a model reads of the same rows besides
 * @throws UsageError, FileFault with line and column for a negative time, a wrong event code, a start that is not before the time
 */
export async function readSurvival(
  file: string,
  values: SurvivalValues,
  eventName: string,
  coding: EventCoding,
  others: readonly ColumnRequest[] = [],
): Promise<SurvivalTable> {
  const timeName = requiredOption('time', values.time);
  const requests: ColumnRequest[] = [
    { name: timeName, type: { as: 'number', min: 0 } },
    { name: eventName, type: { as: 'number' } },
  ];
  if (values.start !== undefined) requests.push({ name: values.start, type: { as: 'number' } });
  for (const name of [values.group, values.strata]) if (name !== undefined) requests.push({ name, type: { as: 'label' } });
  const table = await readFitTable(file, [...requests, ...others], values);
  const time = table.numbers(timeName);
  const start = values.start === undefined ? undefined : table.numbers(values.start);
  const codes = table.numbers(eventName);
  requireEventCodes(table, eventName, codes, coding);
  if (values.start !== undefined && start !== undefined) {
    table.requireRows(
      values.start,
      (row) => ((start[row] ?? 0) < (time[row] ?? 0) ? null : `the start ${start[row]} is not before the time ${time[row]}`),
      'a customer is seen from its start until its time, so the start is the smaller number',
    );
  }
  return {
    table,
    columns: { time, event: Uint8Array.from(codes), start },
    group: values.group === undefined ? null : table.grouping(values.group),
    strata: values.strata === undefined ? null : table.grouping(values.strata),
  };
}

function requireEventCodes(table: FitTable, name: string, codes: Float64Array, coding: EventCoding): void {
  const largest = coding === 'single' ? 1 : 255;
  table.requireRows(
    name,
    (row) => {
      const code = codes[row] ?? 0;
      if (Number.isInteger(code) && code >= 0 && code <= largest) return null;
      return coding === 'single' ? `${code} is neither 0 nor 1` : `${code} is not a whole number from 0 to 255`;
    },
    coding === 'single'
      ? 'write 1 where the event happened and 0 where it was not seen'
      : 'write the number of the cause, 0 = no event was seen',
  );
}

/** Before groups are compared: a column of customers taken for one of groups would take hours. @throws FileFault */
export function requireFewGroups({ file }: FitTable, name: string | undefined, group: Grouping | null): void {
  const count = group?.labels.length ?? 0;
  if (count <= MAX_COMPARED_GROUPS) return;
  throw new FileFault(
    `${file} column ${name}: ${formatCount(count)} different groups, at most ${MAX_COMPARED_GROUPS} can be compared`,
    'name a column of groups, not one of customers',
  );
}

/** On which scale the intervals of a curve are made. @throws UsageError */
export function confidenceTypeOption(text: string | undefined) {
  return chosenOption('conf-type', text ?? 'log-log', ['log-log', 'plain', 'log']);
}
