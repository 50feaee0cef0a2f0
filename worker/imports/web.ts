/** What web analytics sees: visits, and what happened in them. */
import { countCell, jsonObjectCell, moneyCell, remembered, textCell, truthCell } from './cellParsers.ts';
import { customerFields } from './crm.ts';
import { externalIdCell } from './customers.ts';
import type { FactDeclaration } from './facts.ts';

const shortText = remembered(textCell());

export const visits: FactDeclaration = {
  table: 'visit',
  domain: 'web',
  key: { name: 'visit_id', column: 'external_id', isOptional: true },
  customer: 'OPTIONAL',
  hasVisitor: true,
  happenedAt: 'started_at',
  amount: 'revenue',
  fields: [
    ...customerFields,
    { name: 'visitor_id', column: 'visitor_id', parse: externalIdCell },
    { name: 'started_at', column: 'started_at', parse: 'DATE_TIME', required: true },
    { name: 'ended_at', column: 'ended_at', parse: 'DATE_TIME' },
    { name: 'source', column: 'source', parse: shortText },
    { name: 'medium', column: 'medium', parse: shortText },
    { name: 'campaign', column: 'campaign', parse: shortText },
    { name: 'device', column: 'device', parse: shortText },
    { name: 'landing_page', column: 'landing_page', parse: textCell() },
    { name: 'pageviews', column: 'pageviews', parse: remembered(countCell) },
    { name: 'converted', column: 'converted', parse: remembered(truthCell) },
    { name: 'revenue', column: 'revenue', parse: moneyCell },
  ],
  ordered: [['started_at', 'ended_at']],
};

export const events: FactDeclaration = {
  table: 'event',
  domain: 'web',
  key: { name: 'event_id', column: 'external_id', isOptional: true },
  customer: 'OPTIONAL',
  hasVisitor: true,
  happenedAt: 'occurred_at',
  fields: [
    ...customerFields,
    { name: 'visitor_id', column: 'visitor_id', parse: externalIdCell },
    { name: 'visit_id', column: 'visit_external_id', parse: externalIdCell },
    { name: 'occurred_at', column: 'occurred_at', parse: 'DATE_TIME', required: true },
    { name: 'name', aliases: ['event'], column: 'name', parse: remembered(textCell(500)), required: true },
    { name: 'url', column: 'url', parse: textCell() },
    { name: 'properties', column: 'properties', parse: jsonObjectCell },
  ],
  references: [{ field: 'visit_id', column: 'visit_external_id', table: 'visit', key: 'external_id' }],
};
