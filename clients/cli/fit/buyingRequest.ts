/** What `earshot fit bgnbd` and `paretonbd` are asked beside the histories, and the checks that name the line. */

import { type BuyingGroups, buyingGroups, continuousDiscount, type TimeUnit } from '../../../worker/stats/index.ts';
import { chosenOption } from '../chosenOption.ts';
import { UsageError } from '../cliError.ts';
import type { OptionTable } from '../command.ts';
import { type BuyingHistory, type BuyingHistoryValues, buyingHistoryOptions, readBuyingHistory } from './buyingHistory.ts';
import { levelOption, numberOption } from './fitModel.ts';
import { parametersOption } from './givenParameters.ts';

export const buyingModelOptions = {
  ...buyingHistoryOptions,
  ...parametersOption,
  predict: { type: 'string', value: 'H', help: 'forecasts so much time after the end of observation, for every row' },
  level: { type: 'string', value: '0.95', help: 'confidence level of the intervals (default 0.95)' },
  discount: { type: 'string', value: '0.10', help: 'of money to come, a year (default 0.10)' },
  margin: { type: 'string', value: '0.3', help: 'share of the money that is margin; without it value is called revenue' },
  'value-months': { type: 'string', value: '24|all', help: 'months to come that count as value (default 24)' },
  'time-unit': { type: 'string', value: 'week|day', help: 'columns: the unit of recency and age, needed to discount (default week)' },
} as const satisfies OptionTable;

export interface BuyingModelValues extends BuyingHistoryValues {
  readonly parameters?: string;
  readonly predict?: string;
  readonly level?: string;
  readonly discount?: string;
  readonly margin?: string;
  readonly 'value-months'?: string;
  readonly 'time-unit'?: string;
}

/** How money to come is counted. */
export interface ValueRequest {
  readonly yearlyDiscount: number;
  /** continuous, in the unit of the times */
  readonly rate: number;
  /** null: without end */
  readonly months: number | null;
  /** months in the unit of the times, Infinity without end */
  readonly horizon: number;
  readonly margin: number | null;
}

export interface BuyingRequest {
  readonly history: BuyingHistory;
  /** null when no row is left */
  readonly groups: BuyingGroups | null;
  readonly horizon: number | null;
  readonly level: number;
  readonly unit: TimeUnit;
  readonly value: ValueRequest;
}

const MOST_PURCHASES = 1_000_000;
const UNITS_A_MONTH = { week: 52 / 12, day: 365 / 12 };

/** @throws UsageError, FileFault */
export async function readBuyingRequest(file: string, values: BuyingModelValues): Promise<BuyingRequest> {
  const level = levelOption(values.level);
  const horizon = values.predict === undefined ? null : numberOption('predict', values.predict, (value) => value > 0, 'a time above 0');
  if (values.transactions === true && values['time-unit'] !== undefined)
    throw new UsageError('--time-unit does not go with --transactions', 'a log has --unit');
  const unit = chosenOption('time-unit', values['time-unit'] ?? values.unit ?? 'week', ['week', 'day']);
  const value = valueRequest(values, unit);
  const history = await readBuyingHistory(file, values);
  if (values.transactions !== true) requireUsable(history, values);
  const { frequency, recency, age, counts } = history;
  const groups = history.n === 0 ? null : buyingGroups({ frequency, recency, age, ...(counts === null ? {} : { counts }) });
  return { history, groups, horizon, level, unit, value };
}

function valueRequest(values: BuyingModelValues, unit: TimeUnit): ValueRequest {
  const yearlyDiscount = numberOption('discount', values.discount ?? '0.10', (value) => value > 0, 'a rate above 0, such as 0.10');
  const months = values['value-months'] ?? '24';
  const count = months === 'all' ? null : numberOption('value-months', months, (value) => value > 0, 'a number of months, or all');
  return {
    yearlyDiscount,
    rate: continuousDiscount(yearlyDiscount, unit),
    months: count,
    horizon: count === null ? Number.POSITIVE_INFINITY : count * UNITS_A_MONTH[unit],
    margin:
      values.margin === undefined ? null : numberOption('margin', values.margin, (value) => value >= 0 && value <= 1, 'between 0 and 1'),
  };
}

/** What these two models cannot take, though the reader of histories can. @throws FileFault */
function requireUsable({ table, frequency, recency }: BuyingHistory, values: BuyingModelValues): void {
  table.requireRows(
    values.frequency ?? '',
    (row) => ((frequency[row] ?? 0) > MOST_PURCHASES ? `${frequency[row]} purchases are above ${MOST_PURCHASES}` : null),
    'a frequency counts purchases, not money or days',
  );
  table.requireRows(
    values.recency ?? '',
    (row) => ((frequency[row] ?? 0) > 0 && recency[row] === 0 ? `recency 0 with ${frequency[row]} repeat purchases` : null),
    'purchases of one moment are one purchase: count purchases of one day or week once, then recency is above 0',
  );
}
