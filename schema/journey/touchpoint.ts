import type { Touchpoint as TouchpointRow } from '../../prisma/generated/client/client.ts';
import type { Queryable } from '../../prisma/sql.ts';
import { builder, idDescription } from '../builder.ts';

export const Touchpoint = builder.prismaNode('Touchpoint', {
  description: 'One contact on the way of a customer. Surveys, invitations and tickets name it by its key; rules place other facts on it.',
  id: { resolve: (touchpoint) => String(touchpoint.id), description: idDescription },
  findUnique: (id, { workspaceId }) => ({ workspaceId_id: { workspaceId, id: BigInt(id) } }),
  fields: (t) => ({
    key: t.exposeString('key', { description: 'Its name in files.' }),
    name: t.exposeString('name', { description: 'What people read.' }),
    stage: t.exposeString('stage', { nullable: true, description: 'Which part of the way it belongs to.' }),
    position: t.exposeInt('position', { nullable: true, description: 'Its place on the way.' }),
  }),
});

export function selectTouchpoints(sql: Queryable, workspaceId: number): PromiseLike<TouchpointRow[]> {
  return sql<TouchpointRow[]>`
    select workspace_id as "workspaceId", id, key, name, stage, position, import_id as "importId"
      from touchpoint where workspace_id = ${workspaceId} order by position nulls last, key`;
}

builder.queryField('touchpoints', (t) =>
  t.field({
    type: [Touchpoint],
    description: 'All touchpoints in their order on the way, those without a place last.',
    resolve: (_root, _args, { snapshot, workspaceId }) => snapshot.read((sql) => selectTouchpoints(sql, workspaceId)),
  }),
);
