import type { AuditEvent as AuditEventRow, Prisma } from '../../prisma/generated/client/client.ts';
import { builder, idDescription } from '../builder.ts';
import { cursorTime, type Page, pageArgs, pageCost, parsePage, toConnection } from '../connection.ts';
import type { Context } from '../context.ts';
import { badUserInput } from '../errors.ts';
import { decodeGlobalId, encodeGlobalId } from '../globalId.ts';
import { type AuditAction, auditActions } from './auditAction.ts';

/** Actions of another release are shown, too. */
const other = 'OTHER';

const AuditActionEnum = builder.enumType('AuditAction', {
  description: 'What was done.',
  values: Object.fromEntries(
    Object.entries({ ...auditActions, [other]: 'Something that this release does not know.' }).map(([name, description]) => [
      name,
      { description },
    ]),
  ) as Record<AuditAction | typeof other, { description: string }>,
});

const AuditActorKind = builder.enumType('AuditActorKind', {
  description: 'With what somebody acted.',
  values: {
    API_KEY: { description: 'A key.' },
    SESSION: { description: 'A session of a browser.' },
    USER: { description: 'A token of an identity provider.' },
    COMMAND: { description: 'A command of the installation, on the database itself.' },
  } as const,
});
type ActorKind = 'API_KEY' | 'SESSION' | 'USER' | 'COMMAND';

export const AuditEvent = builder.prismaNode('AuditEvent', {
  description: 'Something that somebody changed. It was written with the change, and nothing in the API can alter it.',
  authScopes: { admin: true },
  id: { resolve: (event) => String(event.id), description: idDescription },
  findUnique: (id, { workspaceId }) => ({ workspaceId_id: { workspaceId, id: BigInt(id) } }),
  fields: (t) => ({
    at: t.expose('at', { type: 'DateTime', description: 'When.' }),
    action: t.field({
      type: AuditActionEnum,
      description: 'What was done.',
      resolve: ({ action }) => (action in auditActions ? (action as AuditAction) : other),
    }),
    actorKind: t.field({
      type: AuditActorKind,
      description: 'With what somebody acted.',
      resolve: ({ actorKind }) => actorKind as ActorKind,
    }),
    actor: t.string({
      description: 'Who, as runs name it: API_KEY 12, SESSION 3, USER 7; COMMAND for whoever works on the database itself.',
      resolve: ({ actorKind, actorId }) => (actorId === null ? actorKind : `${actorKind} ${actorId}`),
    }),
    subjectType: t.exposeString('subjectType', { description: 'The type of what was changed, for example Run.' }),
    subjectId: t.id({
      nullable: true,
      description: 'The id of what was changed; it may be gone since. Null: it has none.',
      resolve: ({ subjectType, subjectId }) => (subjectId === null ? null : encodeGlobalId(subjectType, subjectId)),
    }),
    details: t.expose('details', { type: 'JSON', description: 'What else a reader needs; nothing personal and nothing secret.' }),
    requestId: t.exposeString('requestId', {
      nullable: true,
      description: 'The request, as its answer and the log name it. Null: there was none.',
    }),
  }),
});

const AuditEventConnection = builder.connectionObject(
  { type: AuditEvent, name: 'AuditEventConnection', description: 'A page of what was done.' },
  { name: 'AuditEventEdge', description: 'What was done, and its place in the list.' },
);

const filters = builder.args((t) => ({
  from: t.field({ type: 'DateTime', description: 'Only from this moment on.' }),
  until: t.field({ type: 'DateTime', description: 'Only before this moment.' }),
  action: t.field({ type: AuditActionEnum, description: 'Only this. Default: all.' }),
  actorKind: t.field({ type: AuditActorKind, description: 'Only what was done with such a credential. Default: any.' }),
  actor: t.id({ description: 'Only what was done with this key, or by this member, by its id. Default: any.' }),
  subject: t.id({ description: 'Only what was done to this, by its id. Default: anything.' }),
}));
interface Filters {
  from?: Date | null | undefined;
  until?: Date | null | undefined;
  action?: AuditAction | typeof other | null | undefined;
  actorKind?: ActorKind | null | undefined;
  actor?: string | null | undefined;
  subject?: string | null | undefined;
}

function whereOf({ from, until, action, actorKind, actor, subject }: Filters): Prisma.AuditEventWhereInput {
  const of = subject == null ? null : decodeGlobalId(subject, 'subject');
  return {
    ...((from ?? until) && { at: { ...(from && { gte: from }), ...(until && { lt: until }) } }),
    ...(action != null && (action === other ? { action: { notIn: Object.keys(auditActions) } } : { action })),
    ...(actorKind != null && { actorKind }),
    ...(actor != null && actorOf(actor, actorKind)),
    ...(of && { subjectType: of.typename, subjectId: BigInt(of.id) }),
  };
}

/** Keys and members have ids in the graph; of a session nothing is shown but what it did. */
function actorOf(id: string, kind: ActorKind | null | undefined): Prisma.AuditEventWhereInput {
  const { typename, id: row } = decodeGlobalId(id, 'actor');
  const actorKind = typename === 'ApiKey' ? 'API_KEY' : typename === 'Membership' ? 'USER' : null;
  if (actorKind === null) throw badUserInput('actor', `this is the id of a ${typename}, neither of a key nor of a member`);
  if (kind != null && kind !== actorKind) throw badUserInput('actorKind', `the actor that is given is of kind ${actorKind}`);
  return { actorKind, actorId: BigInt(row) };
}

/** Newest first; ties by id. */
function behind({ after }: Page): Prisma.AuditEventWhereInput {
  const time = after && cursorTime(after);
  return after && time ? { OR: [{ at: { lt: time } }, { at: time, id: { lt: after.id } }] } : {};
}

async function auditEvents(args: Filters & Parameters<typeof parsePage>[0], { db, workspaceId }: Context) {
  const page = parsePage(args);
  const rows = await db.auditEvent.findMany({
    where: { AND: [{ workspaceId }, whereOf(args), behind(page)] },
    orderBy: [{ at: 'desc' }, { id: 'desc' }],
    take: page.first + 1,
  });
  return toConnection<AuditEventRow>(rows, page, (row) => ({ sortValue: row.at.toISOString(), id: row.id }));
}

builder.queryField('auditEvents', (t) =>
  t.field({
    type: AuditEventConnection,
    description: 'What was changed in this workspace, by whom and when, newest first.',
    authScopes: { admin: true },
    args: { ...filters, ...pageArgs },
    complexity: pageCost,
    resolve: (_root, args, context) => auditEvents(args, context),
  }),
);
