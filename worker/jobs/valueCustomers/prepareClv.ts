import type { Transaction } from '../../../prisma/sql.ts';
import type { ClvParameters } from '../../data/clvParameters.ts';
import type { ClvSetting } from '../../data/clvResult.ts';
import { isoDayOf, millisecondsPerDay } from '../../data/days.ts';
import { type ContractWindow, hasLaterContracts, readContractWindow } from '../../data/readContracts.ts';
import { readLastChange } from '../../data/readLastChange.ts';
import { hasLaterOrders, type PurchaseQuery, type PurchaseWindow, readPurchaseWindow } from '../../data/readPurchases.ts';
import type { RunRequest } from '../../data/readRunRequest.ts';
import { ModelInputError } from '../../stats/outcome.ts';

/** Days since 1970-01-01 of the workspace's time zone, all included. */
export interface ClvPeriods {
  /** First order (or start of a contract) that there is. */
  readonly observedFrom: number;
  /** Last day that the scores know of. */
  readonly observedUntil: number;
  /** What the holdout report's model knows of, and what it is judged by; null: nothing can be held out. */
  readonly holdout: { readonly calibrationUntil: number; readonly holdoutUntil: number } | null;
}

/** What a CLV run is to compute, settled in every point before a row is read. */
export interface ClvRun {
  readonly parameters: ClvParameters;
  readonly setting: ClvSetting;
  readonly settingReason: string;
  readonly query: PurchaseQuery;
  readonly periods: ClvPeriods;
  readonly hasRevenue: boolean;
  /** Of contracts: months between renewals. */
  readonly periodMonths: 1 | 3 | 12;
  /** Latest fact that is known of. */
  readonly lastAt: Date | null;
  /** Of orders: those that are dated after the last change of the data, and not read. */
  readonly datedLater: number;
  readonly plannedRows: number;
}

const renewalMonths = { MONTH: 1, QUARTER: 3, YEAR: 12 } as const;

/**
 * Settles what AUTO and the open days mean on these data. Knowledge ends with the as-of, or with the last fact where the data end before it:
 * never with the clock, so that a run can be done again, and never later, for nobody was seen not to buy in a time of which nothing is loaded.
 *
 * @throws ModelInputError OUT_OF_RANGE when calibrationUntil lies after observedUntil
 */
export async function prepareClv(tx: Transaction, request: RunRequest, parameters: ClvParameters): Promise<ClvRun> {
  const { workspaceId, asOf, timeZone } = request;
  const query = { workspaceId, asOf, lastChange: await readLastChange(tx, workspaceId, ['crm', 'customers']), timeZone };
  const orders = await readPurchaseWindow(tx, query);
  const contracts = await readContractWindow(tx, query);
  const { setting, settingReason } = settingOf(parameters, contracts);
  const isContractual = setting === 'CONTRACTUAL';
  const dataGoOn = asOf !== null && ((await hasLaterOrders(tx, query)) || (isContractual && (await hasLaterContracts(tx, query))));
  const asOfDay = dataGoOn ? await dayOf(tx, asOf, timeZone) : null;
  return {
    parameters,
    setting,
    settingReason,
    query,
    hasRevenue: orders.hasRevenue,
    periods: isContractual ? contractPeriods(parameters, contracts, orders, asOfDay) : periodsOf(parameters, orders, asOfDay),
    periodMonths: parameters.renewalPeriod === 'AUTO' ? contracts.periodMonths : renewalMonths[parameters.renewalPeriod],
    lastAt: isContractual ? laterOf(contracts.lastAt, orders.lastAt) : orders.lastAt, // of contracts: how far orders go tells that they last
    datedLater: isContractual ? 0 : orders.datedLater,
    plannedRows: isContractual ? contracts.subscriptions : orders.plannedRows,
  };
}

function settingOf(
  { setting }: ClvParameters,
  { subscriptions, hasFewerOrders }: ContractWindow,
): Pick<ClvRun, 'setting' | 'settingReason'> {
  if (setting !== 'AUTO') return { setting, settingReason: 'as asked for' };
  if (subscriptions === 0) return { setting: 'NON_CONTRACTUAL', settingReason: 'no customer subscribes' };
  if (hasFewerOrders) return { setting: 'CONTRACTUAL', settingReason: `${subscriptions} subscriptions and fewer orders than that` };
  return { setting: 'NON_CONTRACTUAL', settingReason: `customers order, and not less often than the ${subscriptions} subscriptions` };
}

function periodsOf(
  parameters: ClvParameters,
  { firstDay, lastDay }: Pick<PurchaseWindow, 'firstDay' | 'lastDay'>,
  asOfDay: number | null,
): ClvPeriods {
  const observedFrom = firstDay ?? 0;
  const knownUntil = asOfDay ?? lastDay ?? 0;
  const observedUntil = askedDay(parameters.observedUntil, knownUntil);
  const isFollowed = observedUntil < knownUntil;
  const middle = Math.floor((observedFrom + observedUntil) / 2);
  const calibrationUntil =
    parameters.calibrationUntil === null ? (isFollowed ? observedUntil : middle) : dayNumber(parameters.calibrationUntil);
  if (calibrationUntil > observedUntil) {
    throw new ModelInputError(
      'OUT_OF_RANGE',
      `calibrationUntil has ${parameters.calibrationUntil}, a day up to ${isoDayOf(observedUntil)} is needed`,
    );
  }
  const holdoutUntil = calibrationUntil < observedUntil ? observedUntil : knownUntil;
  const holdout = calibrationUntil > observedFrom && holdoutUntil > calibrationUntil ? { calibrationUntil, holdoutUntil } : null;
  return { observedFrom, observedUntil, holdout };
}

function contractPeriods(
  parameters: ClvParameters,
  { firstDay, lastDay }: ContractWindow,
  orders: PurchaseWindow,
  asOfDay: number | null,
): ClvPeriods {
  const lastFact = Math.max(lastDay ?? 0, orders.lastDay ?? 0); // orders, too, show that the records go on
  return periodsOf(parameters, { firstDay, lastDay: lastFact }, asOfDay);
}

function laterOf(one: Date | null, other: Date | null): Date | null {
  return one !== null && (other === null || other < one) ? one : other;
}

/** The last day that is asked for, of those that something is known of. */
function askedDay(day: string | null, knownUntil: number): number {
  return day === null ? knownUntil : Math.min(dayNumber(day), knownUntil);
}

async function dayOf(tx: Transaction, moment: Date, timeZone: string): Promise<number> {
  const [row] = await tx<{ day: number }[]>`select (${moment}::timestamptz at time zone ${timeZone})::date - date '1970-01-01' as day`;
  if (!row) throw new Error('a select without a table has one row');
  return row.day;
}

const dayNumber = (iso: string): number => Date.parse(`${iso}T00:00:00Z`) / millisecondsPerDay;
