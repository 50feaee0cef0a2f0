import type { Queryable } from '../../prisma/sql.ts';
import type { FactRow, FactTable } from '../facts/factTable.ts';

export interface InvitationRow extends FactRow {
  readonly customerId: bigint | null;
  readonly surveyKey: string;
  readonly responseExternalId: string | null;
  readonly touchpoint: string | null;
  readonly channel: string | null;
  readonly sentAt: string;
  readonly state: 'SENT' | 'DELIVERED' | 'BOUNCED' | 'OPENED' | 'STARTED' | 'COMPLETED';
}

export const invitationFacts: FactTable<InvitationRow> = {
  table: 'invitation',
  columns: {
    externalId: 'external_id',
    surveyKey: 'survey_key',
    responseExternalId: 'response_external_id',
    touchpoint: 'touchpoint',
    channel: 'channel',
    sentAt: 'sent_at',
    state: 'state',
  },
  time: 'sentAt',
  times: ['sentAt'],
  kind: 'state',
  personal: [],
  shownBy: { survey: ['surveyKey'], response: ['surveyKey', 'responseExternalId'] },
  hasCustomer: true,
};

/** The number of a response in its source, which is unique within its survey. */
export interface ResponseName {
  readonly surveyKey: string;
  readonly externalId: string;
}

/** Ids of responses in the order of their names. */
export function selectResponseIds(
  sql: Queryable,
  workspaceId: number,
  names: readonly ResponseName[],
): PromiseLike<{ id: bigint | null }[]> {
  return sql<{ id: bigint | null }[]>`
    select r.id
      from unnest(${names.map(({ surveyKey }) => surveyKey)}::text[], ${names.map(({ externalId }) => externalId)}::text[])
             with ordinality as asked (survey_key, external_id, ordinal)
      left join survey s on s.workspace_id = ${workspaceId} and s.key = asked.survey_key
      left join response r on r.workspace_id = ${workspaceId} and r.survey_id = s.id and r.external_id = asked.external_id
     order by asked.ordinal`;
}
