import { chosenOption } from '../chosenOption.ts';
import { collect } from '../collect.ts';
import { defineCommand } from '../command.ts';
import { countOption } from '../countOption.ts';
import { auditEventsDocument } from '../documents/audit.ts';
import type { AuditAction, AuditEventsQuery } from '../generated/graphql.ts';
import { formatTime } from '../print/numbers.ts';
import { jsonRows } from '../print/rowPieces.ts';
import { tellingHowMany } from '../print/rowProgress.ts';
import { table } from '../print/table.ts';
import { writeAll } from '../print/writeAll.ts';
import { rowsOf } from '../server/ask.ts';
import { connectionFromEnvironment } from '../server/connection.ts';
import { momentOptions } from '../server/momentOption.ts';

type AuditEvent = AuditEventsQuery['auditEvents']['nodes'][number];

const credentials = ['API_KEY', 'SESSION', 'USER', 'COMMAND'] as const;

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
    first: { type: 'string', value: 'N', help: 'how many, from 1 up (default 20)' },
    all: { type: 'boolean', help: 'all of them, page after page' },
    json: { type: 'boolean', help: 'JSON instead of text' },
  },
  notes: 'Needs a key with the scope admin. Days are those of the time zone of the workspace.',
  examples: ['earshot audit --from 2026-11-01 --action api_key_created', 'earshot audit --by command --all --json > audit.json'],
  environment: ['EARSHOT_URL', 'EARSHOT_API_KEY'],
  run: async ({ from, until, action, by, actor, subject, first = '20', all = false, json = false }) => {
    const most = all ? Infinity : countOption('first', first);
    const connection = connectionFromEnvironment();
    const wanted = {
      action: (action?.toUpperCase() ?? null) as AuditAction | null, // the server knows which there are
      actorKind: chosenOption('by', by, credentials) ?? null,
      actor: actor ?? null,
      subject: subject ?? null,
      ...(await momentOptions(connection, { from, until })),
    };
    let hasNextPage = false;
    let last: AuditEvent | undefined;
    const pick = ({ auditEvents }: AuditEventsQuery) => {
      ({ hasNextPage } = auditEvents.pageInfo);
      return auditEvents;
    };
    const read = async function* () {
      for await (const event of rowsOf(connection, auditEventsDocument, wanted, pick, most)) {
        last = event;
        yield event;
      }
    };
    const events = tellingHowMany(read(), { arePrinted: json });
    if (json) await writeAll(jsonRows(events));
    else {
      const rows = await collect(events);
      if (rows.length === 0) console.log('Nothing like that was done');
      else for (const line of auditTable(rows)) console.log(line);
    }
    if (hasNextPage && last && !all) console.error(`There are more: --all, or --until ${last.at}`);
    return 0;
  },
});

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
