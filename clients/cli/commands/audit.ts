import { chosenOption } from '../chosenOption.ts';
import { UsageError } from '../cliError.ts';
import { defineCommand } from '../command.ts';
import { auditEventsDocument } from '../documents/audit.ts';
import type { AuditAction, AuditEventsQuery, AuditEventsQueryVariables } from '../generated/graphql.ts';
import { formatTime } from '../print/numbers.ts';
import { table } from '../print/table.ts';
import { ask } from '../server/ask.ts';
import { type Connection, connectionFromEnvironment } from '../server/connection.ts';
import { momentOptions } from '../server/momentOption.ts';

type AuditEvent = AuditEventsQuery['auditEvents']['nodes'][number];

const credentials = ['API_KEY', 'SESSION', 'USER', 'COMMAND'] as const;
const longestPage = 500;

export const audit = defineCommand({
  name: 'audit',
  summary: 'Who changed what, and when, newest first',
  usage: ['audit [--from WHEN] [--until WHEN] [--action ACTION] [--by KIND] [--actor ID] [--subject ID] [--first N | --all] [--json]'],
  parameters: [],
  options: {
    from: { type: 'string', value: 'WHEN', help: 'from this day or moment on' },
    until: { type: 'string', value: 'WHEN', help: 'before this day or moment' },
    action: { type: 'string', value: 'ACTION', help: 'only this, for example api_key_revoked' },
    by: { type: 'string', value: 'KIND', help: 'only what was done with an api_key, a session, as a user (token), or by a command' },
    actor: { type: 'string', value: 'ID', help: 'only what was done with this key, by its id in the graph (apiKeys)' },
    subject: { type: 'string', value: 'ID', help: 'only what was done to this, by its id' },
    first: { type: 'string', value: 'N', help: 'how many, 1 to 500 (default 20)' },
    all: { type: 'boolean', help: 'all of them, page after page' },
    json: { type: 'boolean', help: 'JSON instead of text' },
  },
  notes: 'Needs a key with the scope admin. Days are those of the time zone of the workspace.',
  examples: ['earshot audit --from 2026-11-01 --action api_key_created', 'earshot audit --by command --all --json > audit.json'],
  environment: ['EARSHOT_URL', 'EARSHOT_API_KEY'],
  run: async ({ from, until, action, by, actor, subject, first = '20', all = false, json = false }) => {
    if (!/^\d+$/.test(first) || Number(first) < 1 || Number(first) > longestPage)
      throw new UsageError(`--first ${first} is no number from 1 to ${longestPage}`, '--all has no limit');
    const connection = connectionFromEnvironment();
    const wanted = {
      action: (action?.toUpperCase() ?? null) as AuditAction | null, // the server knows which there are
      actorKind: chosenOption('by', by, credentials) ?? null,
      actor: actor ?? null,
      subject: subject ?? null,
      ...(await momentOptions(connection, { from, until })),
      first: all ? longestPage : Number(first),
    };
    const { events, hasMore } = await readEvents(connection, wanted, all);
    if (json) console.log(JSON.stringify(events, null, 2));
    else if (events.length === 0) console.log('Nothing like that was done');
    else for (const line of auditTable(events)) console.log(line);
    if (hasMore) console.error(`There are more: --all, or --until ${events.at(-1)?.at}`);
    return 0;
  },
});

/** The first page, or all, one after the other. */
async function readEvents(connection: Connection, wanted: AuditEventsQueryVariables, all: boolean) {
  const events: AuditEvent[] = [];
  for (let after: string | null = null; ; ) {
    const answer: AuditEventsQuery = await ask(connection, auditEventsDocument, { ...wanted, after });
    const { nodes, pageInfo } = answer.auditEvents;
    events.push(...nodes);
    if (!all || !pageInfo.hasNextPage) return { events, hasMore: pageInfo.hasNextPage };
    after = pageInfo.endCursor;
  }
}

function auditTable(events: readonly AuditEvent[]): string[] {
  return table(
    [
      { title: 'when', cell: ({ at }) => formatTime(at) },
      { title: 'who', cell: ({ actor }) => actor },
      { title: 'what', cell: ({ action }) => action },
      { title: 'to', cell: ({ subjectType, subjectId }) => [subjectType, subjectId].filter(Boolean).join(' ') },
      { title: 'details', cell: ({ details }) => detailsOf(details) },
      { title: 'request', cell: ({ requestId }) => requestId ?? '–' },
    ],
    events,
  );
}

function detailsOf(details: unknown): string {
  const entries = Object.entries((details ?? {}) as Record<string, unknown>);
  return entries.map(([name, value]) => `${name} ${typeof value === 'string' ? value : JSON.stringify(value)}`).join(', ') || '–';
}
