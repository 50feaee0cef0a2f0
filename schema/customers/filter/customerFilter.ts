/**
 * Which customers: conditions across what they say and do, as a plain value. A segment stores it as JSON, a request brings it as an
 * input, and schema/customers/customerFilter.sql.ts makes SQL of it. Conditions side by side hold together.
 */
import { z } from 'zod';
import { storedLabel, storedStatus } from '../../../prisma/storedLabel.ts';
import { badUserInput, limitExceeded } from '../../errors.ts';

/** What one filter may hold: its statement is planned anew each time, and a plan of more costs more than its rows. */
export const filterLimits = { depth: 5, conditions: 30, filters: 100, values: 100 } as const;

const moment = z.iso.datetime({ offset: true });
const amount = z.string().regex(/^-?\d{1,14}(\.\d{1,4})?$/);
const text = z.string().min(1, 'this is empty').max(500, 'at most 500 characters');
const listOf = <Item extends z.ZodType>(item: Item) =>
  z.array(item).min(1, 'at least one is needed').max(filterLimits.values, `at most ${filterLimits.values} are allowed`);
const texts = listOf(text);
/** Checked as it is stored: upper case may be longer, and what a segment holds is read again. Two ways to write a word are one word. */
const storedAs = (stored: (word: string) => string) =>
  listOf(z.string().transform(stored).pipe(text)).transform((words) => [...new Set(words)]);
const number = z.number();
const count = z.number().int().min(0, 'at least 0 is needed').max(1_000_000, 'at most 1000000 is possible');

const period = { from: moment.optional(), until: moment.optional() };
const howMany = { minCount: count.optional(), maxCount: count.optional() };

const answered = z.strictObject({
  survey: text,
  question: text.optional(),
  min: number.optional(),
  max: number.optional(),
  bands: z
    .array(z.enum(['PROMOTER', 'PASSIVE', 'DETRACTOR']))
    .min(1, 'at least one is needed')
    .optional(),
  latestOnly: z.boolean().optional(),
  ...period,
  ...howMany,
});
const orders = z.strictObject({
  statuses: storedAs(storedStatus).optional(),
  channels: texts.optional(),
  ...period,
  ...howMany,
  minRevenue: amount.optional(),
  maxRevenue: amount.optional(),
  lastFrom: moment.optional(),
  lastUntil: moment.optional(),
});
const subscriptions = z.strictObject({
  plans: texts.optional(),
  states: z
    .array(z.enum(['ACTIVE', 'CANCELED', 'ENDED']))
    .min(1, 'at least one is needed')
    .optional(),
  startedFrom: moment.optional(),
  startedUntil: moment.optional(),
  endedFrom: moment.optional(),
  endedUntil: moment.optional(),
  ...howMany,
  minMrr: amount.optional(),
  maxMrr: amount.optional(),
});
const tickets = z.strictObject({
  kinds: storedAs(storedLabel).optional(),
  channels: texts.optional(),
  touchpoints: texts.optional(),
  isOpen: z.boolean().optional(),
  ...period,
  ...howMany,
});
const visits = z.strictObject({
  sources: texts.optional(),
  campaigns: texts.optional(),
  converted: z.boolean().optional(),
  ...period,
  ...howMany,
});
const events = z.strictObject({ names: texts.optional(), ...period, ...howMany });
const trait = z.strictObject({ key: text, values: texts.optional() });
const acquired = z.strictObject({ channels: texts.optional(), ...period });

export const scoreMeasures = [
  'CHURN_RISK',
  'VALUE',
  'P_ALIVE',
  'EXPECTED_PURCHASES',
  'PERCENTILE',
  'TIER',
  'CHURN_RISK_PERCENTILE',
] as const;
const score = z.strictObject({
  measure: z.enum(scoreMeasures),
  min: number.optional(),
  max: number.optional(),
  tiers: texts.optional(),
  analysis: text.optional(),
});

const cell = z.strictObject({
  loyalties: z
    .array(z.enum(['PROMOTER', 'PASSIVE', 'DETRACTOR', 'UNKNOWN']))
    .min(1, 'at least one is needed')
    .optional(),
  tiers: listOf(z.number().int().min(1, 'tiers count from 1, the highest value')).optional(),
  analysis: text.optional(),
});

const conditions = { answered, orders, subscriptions, tickets, visits, events, trait, acquired, score, cell } as const;
export type ConditionKind = keyof typeof conditions;
export const conditionKinds = Object.keys(conditions) as ConditionKind[];
export type Condition<Kind extends ConditionKind> = z.infer<(typeof conditions)[Kind]>;

export type CustomerFilter = { readonly [Kind in ConditionKind]?: Condition<Kind> | undefined } & {
  readonly and?: readonly CustomerFilter[] | undefined;
  readonly or?: readonly CustomerFilter[] | undefined;
  readonly not?: CustomerFilter | undefined;
};

const node = z.strictObject({
  and: z.array(z.unknown()).optional(),
  or: z.array(z.unknown()).min(1, 'at least one filter is needed, none of none ever holds').optional(),
  not: z.unknown().optional(),
  ...(Object.fromEntries(conditionKinds.map((kind) => [kind, conditions[kind].optional()])) as {
    [Kind in ConditionKind]: z.ZodOptional<(typeof conditions)[Kind]>;
  }),
});

/**
 * A filter from an input, or from JSON of one; nulls count as not given, and moments may be dates.
 *
 * @param path of the argument, for messages
 * @throws BAD_USER_INPUT naming the condition at fault, LIMIT_EXCEEDED
 */
export function parseCustomerFilter(input: unknown, path: string): CustomerFilter {
  const left = { conditions: filterLimits.conditions as number, filters: filterLimits.filters as number };
  return parseNode(input, path, 1, left);
}

function parseNode(input: unknown, path: string, depth: number, left: { conditions: number; filters: number }): CustomerFilter {
  if (depth > filterLimits.depth)
    throw limitExceeded(`${path}: filters may be ${filterLimits.depth} levels deep, join them by and, or`, { argument: path });
  if (--left.filters < 0)
    throw limitExceeded(`${path}: a filter is made of at most ${filterLimits.filters}`, { argument: path.split('.')[0] });
  const parsed = node.safeParse(plain(input));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw badUserInput([path, ...(issue?.path ?? [])].join('.'), issue?.message ?? 'this is not a filter');
  }
  const { and, or, not, ...own } = parsed.data;
  const given = conditionKinds.filter((kind) => own[kind] !== undefined);
  left.conditions -= given.length;
  if (left.conditions < 0)
    throw limitExceeded(`${path}: a filter has at most ${filterLimits.conditions} conditions`, { argument: path.split('.')[0] });
  for (const kind of given) checkRanges(own[kind] as Readonly<Record<string, unknown>>, `${path}.${kind}`);
  const below = (child: unknown, step: string) => parseNode(child, `${path}.${step}`, depth + 1, left);
  return {
    ...(Object.fromEntries(given.map((kind) => [kind, own[kind]])) as CustomerFilter),
    ...(and && { and: and.map((child, index) => below(child, `and.${index}`)) }),
    ...(or && { or: or.map((child, index) => below(child, `or.${index}`)) }),
    ...(not !== undefined && { not: below(not, 'not') }),
  };
}

/** Without nulls, dates as text: one form, so that equal filters are stored alike. One level: nodes below are read one by one. */
function plain(value: unknown): unknown {
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([, item]) => item !== null && item !== undefined);
  return Object.fromEntries(entries.map(([key, item]) => [key, key === 'and' || key === 'or' || key === 'not' ? item : plain(item)]));
}

const periods = [
  ['from', 'until'],
  ['lastFrom', 'lastUntil'],
  ['startedFrom', 'startedUntil'],
  ['endedFrom', 'endedUntil'],
] as const;
const ranges = [
  ['min', 'max'],
  ['minCount', 'maxCount'],
  ['minRevenue', 'maxRevenue'],
  ['minMrr', 'maxMrr'],
] as const;

function checkRanges(condition: Readonly<Record<string, unknown>>, path: string): void {
  for (const [low, high] of periods) {
    const [start, end] = [condition[low], condition[high]];
    if (typeof start === 'string' && typeof end === 'string' && Date.parse(start) >= Date.parse(end))
      throw badUserInput(`${path}.${high}`, `this is not after ${low}`);
  }
  for (const [low, high] of ranges) {
    const [least, most] = [condition[low], condition[high]];
    if (least !== undefined && most !== undefined && Number(least) > Number(most))
      throw badUserInput(`${path}.${high}`, `this is below ${low}`);
  }
  checkScore(condition, path);
  const asksOfAnswer = ['min', 'max', 'bands'].some((name) => condition[name] !== undefined);
  if (condition.latestOnly === true && !asksOfAnswer) throw badUserInput(`${path}.latestOnly`, 'min, max or bands are needed with it');
  if (condition.bands !== undefined && (condition.min !== undefined || condition.max !== undefined))
    throw badUserInput(`${path}.bands`, 'either bands or min and max are possible');
}

function checkScore({ measure, min, max, tiers }: Readonly<Record<string, unknown>>, path: string): void {
  if (measure === undefined) return;
  if (measure === 'TIER' && (tiers === undefined || min !== undefined || max !== undefined))
    throw badUserInput(`${path}.tiers`, 'a tier needs tiers, and neither min nor max');
  if (measure !== 'TIER' && tiers !== undefined) throw badUserInput(`${path}.tiers`, 'tiers are for the measure TIER');
  if (measure !== 'TIER' && min === undefined && max === undefined) throw badUserInput(`${path}.min`, 'min or max is needed');
}

/** Every filter within a filter, itself first. */
export function* eachFilter(filter: CustomerFilter): Generator<CustomerFilter> {
  yield filter;
  for (const child of [...(filter.and ?? []), ...(filter.or ?? []), ...(filter.not ? [filter.not] : [])]) yield* eachFilter(child);
}
