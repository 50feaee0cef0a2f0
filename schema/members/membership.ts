import { builder, idDescription } from '../builder.ts';
import { pageArgs, pageCost, parsePage, toConnection } from '../connection.ts';
import { type Role, roles } from './role.ts';

const MemberRole = builder.enumType('MemberRole', {
  description: 'What somebody may do.',
  values: {
    VIEWER: { description: 'See numbers and rows.' },
    ANALYST: { description: 'Also personal data, and ask for analyses and runs.' },
    ENGINEER: { description: 'Also load files.' },
    ADMIN: { description: 'Everything.' },
  } as const satisfies Record<Role, unknown>,
});

const Membership = builder.prismaNode('Membership', {
  description: 'Somebody whom an identity provider vouches for and who may come in, or has come in.',
  authScopes: { admin: true },
  id: { resolve: (membership) => String(membership.id), description: idDescription },
  findUnique: (id, { workspaceId }) => ({ workspaceId_id: { workspaceId, id: BigInt(id) } }),
  fields: (t) => ({
    issuer: t.exposeString('issuer', { description: 'The identity provider.' }),
    subject: t.exposeString('subject', { description: 'Who, as the provider calls them.' }),
    role: t.field({
      type: MemberRole,
      nullable: true,
      description: 'What they may do here. Null: what their token says, where its issuer is trusted.',
      resolve: ({ role }) => roles.find((known) => known === role) ?? null,
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When they were let in, or first came.' }),
    lastSeenAt: t.expose('lastSeenAt', { type: 'DateTime', nullable: true, description: 'When they last came. Null: they never did.' }),
  }),
});

const MembershipConnection = builder.connectionObject(
  { type: Membership, name: 'MembershipConnection', description: 'A page of members.' },
  { name: 'MembershipEdge', description: 'A member and the place in the list.' },
);

builder.queryField('memberships', (t) =>
  t.field({
    type: MembershipConnection,
    description: 'Who comes with tokens of an identity provider, in the order in which they became known.',
    authScopes: { admin: true },
    args: { role: t.arg({ type: [MemberRole], description: 'Only who has one of these roles here. Default: all.' }), ...pageArgs },
    complexity: pageCost,
    resolve: async (_root, { role, ...args }, { db, workspaceId }) => {
      const page = parsePage(args);
      const rows = await db.membership.findMany({
        where: { workspaceId, ...(role && { role: { in: role } }), ...(page.after && { id: { gt: page.after.id } }) },
        orderBy: { id: 'asc' },
        take: page.first + 1,
      });
      return toConnection(rows, page, ({ id }) => ({ sortValue: null, id }));
    },
  }),
);
