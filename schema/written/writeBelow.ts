/** Writes objects as JSON around the lists of rows that hang on them (belowTemplate.ts). */
import { type GraphQLResolveInfo, getArgumentValues } from 'graphql';
import type { Connection } from '../connection.ts';
import type { Context } from '../context.ts';
import { encodeGlobalId } from '../globalId.ts';
import type { BelowField, BelowTemplate, ObjectField } from './belowTemplate.ts';
import { JsonBytes } from './jsonBytes.ts';
import type { WrittenPage } from './rowWriter.ts';

interface Identified {
  readonly id: bigint;
}

/**
 * The same list without its rows, which are written into the answer; the list as it is where that cannot be. Every list below takes one
 * statement, and no object is executed.
 */
export async function writeBelow<Row extends Identified, List extends Connection<Row>>(
  list: List,
  template: BelowTemplate | null,
  context: Context,
  info: GraphQLResolveInfo,
): Promise<List> {
  const { written } = context;
  if (!written || !template || list.edges.length === 0) return list;
  const reads = readersOf(template, context, info);
  if (!reads) return list;
  const rows = list.edges.map(({ node }) => node);
  const pages = await Promise.all(reads.map((read) => read(rows)));
  written.put(info.path, template.responseKey, write(template, list.edges, pages));
  return { ...list, edges: [] };
}

/** Null: arguments of a list below are at fault, which its field says best. */
function readersOf({ lists }: BelowTemplate, context: Context, info: GraphQLResolveInfo) {
  try {
    return lists.map(({ field, node, written, template }) =>
      written.pages(template, getArgumentValues(field, node, info.variableValues), context),
    );
  } catch (fault) {
    if (fault instanceof Error && fault.name === 'GraphQLError') return null;
    throw fault;
  }
}

function write(
  { literals, fields }: BelowTemplate,
  edges: Connection<Identified>['edges'],
  pages: readonly (readonly WrittenPage[])[],
): Buffer {
  const below = pages.flat().reduce((sum, { rows }) => sum + rows.length, 0);
  const out = new JsonBytes(below + 512 * edges.length);
  let text = '[';
  for (const [index, edge] of edges.entries()) {
    if (index > 0) text += ',';
    text += literals[0];
    for (const [place, field] of fields.entries()) {
      if (field.kind === 'BELOW') {
        const page = pages[field.place]?.[index];
        if (!page) throw new Error('a page below an object was not read');
        out.add(text);
        text = '';
        addConnection(out, field, page);
      } else text += shown(field, edge);
      text += literals[place + 1];
    }
  }
  out.add(`${text}]`);
  return out.since(0);
}

function shown(field: Exclude<ObjectField, BelowField>, edge: Connection<Identified>['edges'][number]): string {
  if (field.kind === 'CURSOR') return JSON.stringify(edge.cursor);
  const { node } = edge;
  return JSON.stringify(field.kind === 'ID' ? encodeGlobalId(field.typename, node.id) : node[field.property as keyof Identified]);
}

function addConnection(out: JsonBytes, { connection: { literals, fields } }: BelowField, { rows, pageInfo }: WrittenPage): void {
  out.add(literals[0] ?? '');
  for (const [place, field] of fields.entries()) {
    if (field.kind === 'ROWS') out.addBytes(rows);
    else out.add(JSON.stringify(pageInfo[field.property]));
    out.add(literals[place + 1] ?? '');
  }
}
