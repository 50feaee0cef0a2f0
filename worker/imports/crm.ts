/** What a CRM and a billing system know: orders, subscriptions, tickets, and what was spent. */
import { storedStatus } from '../../prisma/storedLabel.ts';
import {
  amountCell,
  choiceCell,
  countCell,
  emailCell,
  groupCell,
  labelCell,
  moneyCell,
  numberCell,
  remembered,
  textCell,
} from './cellParsers.ts';
import { externalIdCell } from './customers.ts';
import type { FactDeclaration } from './facts.ts';
import type { FieldSpec } from './fields.ts';
import { warnOfRefunds } from './refundsNotSaid.ts';

const shortText = remembered(textCell());
const statusCell = remembered(labelCell(storedStatus));

/** The signs by which a row names its customer; `resolvePeople` reads these columns. */
export const customerFields: readonly FieldSpec[] = [
  { name: 'customer_external_id', column: 'person_external_id', parse: externalIdCell },
  { name: 'email', column: 'person_email', parse: emailCell },
];

export const orders: FactDeclaration = {
  table: 'order',
  domain: 'crm',
  key: { name: 'order_id', column: 'external_id', isOptional: true },
  customer: 'OPTIONAL',
  happenedAt: 'occurred_at',
  warn: warnOfRefunds,
  fields: [
    ...customerFields,
    { name: 'ordered_at', aliases: ['occurred_at'], column: 'occurred_at', parse: 'DATE_TIME', required: true },
    { name: 'status', column: 'status', parse: statusCell },
    { name: 'currency', column: 'currency', parse: 'CURRENCY' },
    { name: 'revenue', column: 'revenue', parse: moneyCell },
    { name: 'total', column: 'total', parse: moneyCell },
    { name: 'discount', column: 'discount', parse: moneyCell },
    { name: 'tax', column: 'tax', parse: moneyCell },
    { name: 'shipping', column: 'shipping', parse: moneyCell },
    { name: 'refunded_amount', column: 'refunded_amount', parse: moneyCell },
    { name: 'margin', column: 'margin', parse: moneyCell },
    { name: 'channel', column: 'channel', parse: groupCell() },
  ],
};

const intervals = ['DAY', 'WEEK', 'MONTH', 'QUARTER', 'YEAR'] as const;
const intervalNames = {
  DAILY: 'DAY',
  WEEKLY: 'WEEK',
  MONTHLY: 'MONTH',
  QUARTERLY: 'QUARTER',
  YEARLY: 'YEAR',
  ANNUAL: 'YEAR',
  ANNUALLY: 'YEAR',
};

export const subscriptions: FactDeclaration = {
  table: 'subscription',
  domain: 'crm',
  key: { name: 'subscription_id', column: 'external_id' },
  customer: 'REQUIRED',
  fields: [
    ...customerFields,
    { name: 'plan', column: 'plan', parse: shortText },
    { name: 'interval', column: 'billing_interval', parse: remembered(choiceCell(intervals, intervalNames)) },
    { name: 'amount', column: 'amount', parse: amountCell(3e12) }, // a day's is 30 times as much a month, which the database computes
    { name: 'currency', column: 'currency', parse: 'CURRENCY' },
    { name: 'mrr', column: 'reported_mrr', parse: moneyCell },
    { name: 'started_at', column: 'started_at', parse: 'DATE_TIME', required: true },
    { name: 'observed_from', column: 'observed_from', parse: 'DATE_TIME' },
    { name: 'current_period_end', column: 'current_period_end', parse: 'DATE_TIME' },
    { name: 'canceled_at', aliases: ['cancelled_at'], column: 'canceled_at', parse: 'DATE_TIME' },
    { name: 'ended_at', column: 'ended_at', parse: 'DATE_TIME' },
    { name: 'status', column: 'status', parse: statusCell },
    {
      name: 'cancel_kind',
      column: 'cancel_kind',
      parse: remembered(choiceCell(['VOLUNTARY', 'INVOLUNTARY', 'MIGRATION', 'UNKNOWN'])),
    },
    { name: 'cancel_reason', column: 'cancel_reason', parse: textCell() },
  ],
  ordered: [['started_at', 'ended_at']],
};

export const tickets: FactDeclaration = {
  table: 'ticket',
  domain: 'crm',
  key: { name: 'ticket_id', column: 'external_id' },
  customer: 'OPTIONAL',
  happenedAt: 'opened_at',
  fields: [
    ...customerFields,
    { name: 'order_id', column: 'order_external_id', parse: externalIdCell },
    { name: 'kind', column: 'kind', parse: remembered(labelCell()), empty: 'OTHER' },
    { name: 'channel', column: 'channel', parse: shortText },
    { name: 'category', column: 'category', parse: shortText },
    { name: 'priority', column: 'priority', parse: shortText },
    { name: 'touchpoint', column: 'touchpoint', parse: shortText },
    { name: 'created_at', aliases: ['opened_at'], column: 'opened_at', parse: 'DATE_TIME', required: true },
    { name: 'first_response_at', column: 'first_response_at', parse: 'DATE_TIME' },
    { name: 'solved_at', aliases: ['resolved_at'], column: 'resolved_at', parse: 'DATE_TIME' },
    { name: 'status', column: 'status', parse: statusCell },
    { name: 'reopens', column: 'reopens', parse: countCell },
    { name: 'sentiment', column: 'sentiment', parse: numberCell({ min: -1, max: 1 }) },
    { name: 'satisfaction_score', column: 'satisfaction_score', parse: numberCell() },
  ],
  ordered: [
    ['opened_at', 'first_response_at'],
    ['opened_at', 'resolved_at'],
  ],
  references: [{ field: 'order_id', column: 'order_external_id', table: 'order', key: 'external_id' }],
};

export const spend: FactDeclaration = {
  table: 'spend',
  domain: 'crm',
  key: { name: 'spend_id', column: 'external_id', isOptional: true },
  customer: 'NONE',
  fields: [
    { name: 'kind', column: 'kind', parse: remembered(choiceCell(['ACQUISITION', 'SALES', 'RETENTION', 'SERVICE'])), required: true },
    { name: 'channel', column: 'channel', parse: shortText },
    { name: 'period_start', column: 'period_start', parse: 'DATE_TIME', required: true },
    { name: 'period_end', column: 'period_end', parse: 'END_OF_PERIOD', required: true },
    { name: 'amount', column: 'amount', parse: moneyCell, required: true },
    { name: 'currency', column: 'currency', parse: 'CURRENCY' },
  ],
  ordered: [['period_start', 'period_end']],
};
