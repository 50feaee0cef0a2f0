/** How customers come to meet the company: the touchpoints of their journey, and the invitations to say how it was. */
import { choiceCell, countCell, remembered, textCell } from './cellParsers.ts';
import { customerFields } from './crm.ts';
import { externalIdCell } from './customers.ts';
import type { FactDeclaration } from './facts.ts';

const shortText = remembered(textCell());
const states = ['SENT', 'DELIVERED', 'BOUNCED', 'OPENED', 'STARTED', 'COMPLETED'] as const;

export const invitations: FactDeclaration = {
  table: 'invitation',
  domain: 'journey',
  key: { name: 'invitation_id', column: 'external_id' },
  customer: 'REQUIRED',
  happenedAt: 'sent_at',
  fields: [
    ...customerFields,
    { name: 'survey_id', aliases: ['survey'], column: 'survey_key', parse: remembered(externalIdCell), required: true },
    { name: 'touchpoint', column: 'touchpoint', parse: shortText },
    { name: 'channel', column: 'channel', parse: shortText },
    { name: 'sent_at', column: 'sent_at', parse: 'DATE_TIME', required: true },
    { name: 'state', column: 'state', parse: remembered(choiceCell(states)), required: true },
    { name: 'response_id', column: 'response_external_id', parse: externalIdCell },
  ],
  references: [
    { field: 'survey_id', column: 'survey_key', table: 'survey', key: 'key' },
    { field: 'response_id', column: 'response_external_id', table: 'response', key: 'external_id', survey: 'survey_key' },
  ],
};

export const touchpoints: FactDeclaration = {
  table: 'touchpoint',
  domain: 'journey',
  key: { name: 'touchpoint_id', column: 'key' },
  customer: 'NONE',
  fields: [
    { name: 'name', column: 'name', parse: textCell(), required: true },
    { name: 'stage', column: 'stage', parse: shortText },
    { name: 'position', column: 'position', parse: countCell },
  ],
};
