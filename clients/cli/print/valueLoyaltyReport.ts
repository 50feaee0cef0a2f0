/** Customers by what they say and what they are worth, for people: one matrix a question, then where to look first. */
import type { RunReport } from '../server/followRun.ts';
import { exclusionLines, warningLines } from './driverReport.ts';
import { formatCount, formatDay, formatInterval, formatLevel, formatNumber, formatShare } from './numbers.ts';
import { table, wrap } from './table.ts';

type Ready = Extract<RunReport['result'], { __typename: 'ValueLoyaltyResultReady' }>;
type Cell = Ready['total'];
type Money = Cell['value'];
type Action = NonNullable<Cell['action']>;

const lineWidth = 108;
const loyaltyWords: Readonly<Record<NonNullable<Cell['loyalty']>, string>> = {
  PROMOTER: 'promoters',
  PASSIVE: 'passives',
  DETRACTOR: 'detractors',
  UNKNOWN: 'unknown',
};
const actionWords: Readonly<Record<Action, string>> = {
  COSTS_MORE_THAN_IT_BRINGS: 'costs more than it brings',
  PROTECT: 'protect',
  CONVINCE: 'convince',
  WIN_BACK: 'win back',
  ASK: 'ask',
  GROW: 'grow',
  MAINTAIN: 'maintain',
  REPAIR: 'repair',
  SERVE_LEANLY: 'serve leanly',
};
/** What calls for somebody first. */
const actionOrder = Object.keys(actionWords) as Action[];

export function valueLoyaltyReport(run: RunReport, result: Ready): string[] {
  const { model } = result;
  const level = formatLevel(model.confidenceLevel);
  return [
    `Value by loyalty: ${formatCount(model.n)} customers as of ${formatDay(model.asOf, run.timeZone)}, money in ${run.currency}`,
    ...exclusionLines(run),
    ...wrap(sources(result, run.timeZone), lineWidth),
    ...matrix('Customers, and their share', result, ({ n, share }) => [`${formatCount(n)} (${formatShare(share)})`]),
    ...matrix(`Value, with its ${level} interval`, result, ({ value }) => moneyLines(value)),
    ...(model.valueSource === 'REALISED'
      ? [] // the value itself
      : matrix(
          `Net value of the twelve months: ${model.measure.toLowerCase()} less cost to serve, with its ${level} interval`,
          result,
          ({ netValue }) => moneyLines(netValue),
        )),
    ...(!knowsRisk(result)
      ? []
      : matrix('Revenue at risk within a year, with the interval of the probabilities', result, ({ revenueAtRisk }) =>
          riskLines(revenueAtRisk),
        )),
    '',
    ...wrap(legend(result), lineWidth),
    ...actionTable(result),
    ...serviceTable(result),
    ...warningLines(run),
  ];
}

/** None is known without a CHURN run, or where that knows nobody's risk: a warning says why. */
const knowsRisk = ({ model, total }: Ready): boolean => model.churnRunId !== null && total.revenueAtRisk.estimate !== null;

function sources(result: Ready, timeZone: string): string {
  const { valueSource, survey, question, answerMaxAgeDays, periodStart, measure, churnHorizonDays, churnMethod } = result.model;
  const value =
    valueSource === 'CLV'
      ? 'Value is the lifetime value to come of the CLV run.'
      : `Value is the ${measure.toLowerCase()} of the twelve months less the cost to serve, for there is no CLV run.`;
  const loyalty = `Loyalty is the last answer to ${question}${survey ? ` of ${survey.key}` : ''} within ${answerMaxAgeDays} days.`;
  const risk =
    churnHorizonDays === null
      ? 'There is no CHURN run, so nothing is said of revenue at risk.'
      : !knowsRisk(result)
        ? 'The CHURN run knows the risk of nobody here, or of too few, so nothing is said of revenue at risk.'
        : `Risk is that of the CHURN run within ${churnHorizonDays} days${toYear(churnHorizonDays, churnMethod)}.`;
  return `${value} ${loyalty} ${risk} The twelve months begin on ${formatDay(periodStart, timeZone)}.`;
}

/** What becomes of a risk of so many days. That of silence falls as they grow. */
function toYear(days: number, method: Ready['model']['churnMethod']): string {
  if (days === 365) return '';
  if (method !== 'LANDMARK_LOGIT') return ', carried to a year at a constant hazard';
  return days < 365
    ? ': no activity for a year is rarer, so it is at most this'
    : ': no activity for a year is more frequent, so it is at least this';
}

/** A line a loyalty and one for all, or two where a cell has two; a column a tier and one for all. */
function matrix(
  title: string,
  { model, cells, loyaltyTotals, tierTotals, total }: Ready,
  linesOf: (cell: Cell) => readonly string[],
): string[] {
  const shown = (cell: Cell | undefined): readonly string[] => {
    if (!cell || cell.n === '0') return ['–'];
    if (cell.isHidden) return ['hidden'];
    const [first = '', ...others] = linesOf(cell);
    return [cell.isReliable ? first : `${first} ~`, ...others];
  };
  const rows = [...loyaltyTotals, total].flatMap((rowTotal) => {
    const inRow = rowTotal.loyalty === null ? tierTotals : cells.filter(({ loyalty }) => loyalty === rowTotal.loyalty);
    const name = rowTotal.loyalty === null ? 'all' : loyaltyWords[rowTotal.loyalty];
    const texts = [...inRow, rowTotal].map(shown);
    const height = Math.max(...texts.map((lines) => lines.length));
    return Array.from({ length: height }, (_, line) => ({ name: line === 0 ? name : '', texts: texts.map((lines) => lines[line] ?? '') }));
  });
  const tiers = Array.from({ length: model.tiers }, (_, tier) => ({
    title: `tier ${tier + 1}`,
    align: 'right' as const,
    cell: ({ texts }: (typeof rows)[number]) => texts[tier] ?? '',
  }));
  const all = { title: 'all', align: 'right' as const, cell: ({ texts }: (typeof rows)[number]) => texts[model.tiers] ?? '' };
  return ['', `${title}:`, ...table([{ title: '', cell: ({ name }) => name }, ...tiers, all], rows)];
}

const amount = (value: number | null) => formatNumber(value, 0);
const moneyLines = ({ estimate, ciLow, ciHigh }: Money) => [amount(estimate), formatInterval(ciLow, ciHigh, amount)];
const riskLines = ({ estimate, expectedLow, expectedHigh }: Money) => [amount(estimate), formatInterval(expectedLow, expectedHigh, amount)];

function legend({ tierTotals, cells, loyaltyTotals }: Ready): string {
  const from = tierTotals
    .filter(({ valueFrom }) => valueFrom !== null)
    .map(({ tier, valueFrom }) => `tier ${tier} from ${formatNumber(valueFrom, 2)}`);
  const all = [...cells, ...loyaltyTotals, ...tierTotals];
  const hidden = all.some(({ isHidden }) => isHidden) ? ' hidden: fewer than 10 customers, or what would tell of them.' : '';
  const few = all.some(({ isReliable, isHidden, n }) => !isReliable && !isHidden && n !== '0')
    ? ' ~: fewer than 30 customers, not to be compared.'
    : '';
  const tiers = from.length > 0 ? `Tiers by the value of one customer: ${from.join(', ')}, the last below.` : 'One tier holds all.';
  return `${tiers}${hidden}${few}`;
}

function actionTable({ cells }: Ready): string[] {
  const rows = cells
    .filter(({ action }) => action !== null)
    .toSorted(
      (a, b) =>
        actionOrder.indexOf(a.action ?? 'SERVE_LEANLY') - actionOrder.indexOf(b.action ?? 'SERVE_LEANLY') || (a.tier ?? 0) - (b.tier ?? 0),
    );
  if (rows.length === 0) return [];
  const columns = [
    { title: 'what to do', cell: ({ action }: Cell) => (action === null ? '' : actionWords[action]) },
    { title: 'with', cell: ({ loyalty, tier }: Cell) => `${loyalty === null ? '' : loyaltyWords[loyalty]}, tier ${tier}` },
    { title: 'customers', align: 'right' as const, cell: ({ n }: Cell) => formatCount(n) },
    { title: 'value each', align: 'right' as const, cell: ({ meanValue }: Cell) => formatNumber(meanValue.estimate, 2) },
    { title: 'revenue', align: 'right' as const, cell: ({ revenue }: Cell) => amount(revenue) },
    { title: 'cost to serve', align: 'right' as const, cell: ({ costToServe }: Cell) => amount(costToServe) },
    { title: 'below 0', align: 'right' as const, cell: ({ belowZero }: Cell) => formatCount(belowZero) },
  ];
  return ['', ...table(columns, rows)];
}

function serviceTable({ model, serviceCosts }: Ready): string[] {
  if (serviceCosts.length === 0)
    return ['', 'There is no service spend and no handled ticket in the twelve months: the cost to serve is 0.'];
  const lines = table(
    [
      { title: 'service by channel', cell: ({ channel }) => channel ?? '(none named)' },
      { title: 'spend', align: 'right', cell: ({ spend }) => amount(spend) },
      { title: 'tickets', align: 'right', cell: ({ tickets }) => formatCount(tickets) },
      { title: 'a ticket', align: 'right', cell: ({ costPerTicket }) => formatNumber(costPerTicket, 2) },
    ],
    serviceCosts,
  );
  const { serviceSpend, serviceAllocated, serviceNoTickets, serviceNobody } = model;
  const split = `Of ${amount(serviceSpend)} spent on service, ${amount(serviceAllocated)} is the cost to serve these customers. Not allocated: ${amount(serviceNoTickets)} of channels without a handled ticket, ${amount(serviceNobody)} of tickets of nobody known or of customers outside.`;
  return ['', ...lines, ...wrap(split, lineWidth)];
}
