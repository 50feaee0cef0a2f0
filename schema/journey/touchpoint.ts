import type { Touchpoint as TouchpointRow } from '../../prisma/generated/client/client.ts';
import type { Queryable } from '../../prisma/sql.ts';
import { builder, idDescription } from '../builder.ts';
import { type Cursor, type Page, pageArgs, pageCost, parsePage, toConnection } from '../connection.ts';
import { badUserInput } from '../errors.ts';

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

/** By place and key, as selectTouchpoints; what has no place is behind all that have one. */
function selectTouchpointPage(
  sql: Queryable,
  workspaceId: number,
  page: Page,
  stages: readonly string[] | null,
): PromiseLike<TouchpointRow[]> {
  const [place, key] = placeOf(page.after);
  const oneOf = stages && [...stages];
  return sql<TouchpointRow[]>`
    select workspace_id as "workspaceId", id, key, name, stage, position, import_id as "importId"
      from touchpoint
     where workspace_id = ${workspaceId} and (coalesce(position, ${noPlace}::integer), key) > (${place}::integer, ${key})
       and (${oneOf}::text[] is null or stage = any(${oneOf}::text[]))
     order by coalesce(position, ${noPlace}::integer), key limit ${page.first + 1}`;
}

const noPlace = 2_147_483_647;
const cursorOf = ({ position, key, id }: TouchpointRow) => ({ sortValue: `${position ?? noPlace} ${key}`, id });

/** Behind which place and key a cursor goes on; places may be negative. */
function placeOf(after: Cursor | null): readonly [place: number, key: string] {
  if (after === null) return [-noPlace - 1, ''];
  const [, place, key] = /^(-?\d{1,10}) (.*)$/s.exec(after.sortValue ?? '') ?? [];
  if (place === undefined || key === undefined || Math.abs(Number(place)) > noPlace)
    throw badUserInput('after', 'this is not a cursor of this list');
  return [Number(place), key];
}

const TouchpointConnection = builder.connectionObject(
  { type: Touchpoint, name: 'TouchpointConnection', description: 'A page of touchpoints.' },
  { name: 'TouchpointEdge', description: 'A touchpoint and its place in the list.' },
);

builder.queryField('touchpoints', (t) =>
  t.field({
    type: TouchpointConnection,
    description: 'Touchpoints in their order on the way, those without a place last.',
    args: { stage: t.arg.stringList({ description: 'Only of one of these stages. Default: all.' }), ...pageArgs },
    complexity: pageCost,
    resolve: async (_root, { stage, ...args }, { snapshot, workspaceId }) => {
      const page = parsePage(args);
      const rows = await snapshot.read((sql) => selectTouchpointPage(sql, workspaceId, page, stage ?? null));
      return toConnection(rows, page, cursorOf);
    },
  }),
);
