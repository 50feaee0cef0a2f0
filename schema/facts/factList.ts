/** Lists of facts as the graph shows them: their arguments, what they cost, and what of them is read. */
import type { ObjectRef } from '@pothos/core';
import type { GraphQLResolveInfo } from 'graphql';
import { builder, type SchemaTypes } from '../builder.ts';
import { type Connection, emptyPage, type ListOrder, orderArgs, pageArgs, pageCost, parsePage } from '../connection.ts';
import type { Context } from '../context.ts';
import { badUserInput } from '../errors.ts';
import type { Loaders } from '../loaders.ts';
import { onceAField, selectedOfRows, selects } from '../lookahead.ts';
import type { WrittenBelow } from '../written/belowTemplate.ts';
import type { StatementTemplate } from '../written/keptStatements.ts';
import { columnSet } from './columnSet.ts';
import type { FactPage } from './fact.sql.ts';
import type { FactLoaders } from './factLoaders.ts';
import type { FactFilter, FactOwner, FactRow, FactTable, FactTotals } from './factTable.ts';
import { factTemplate } from './factTemplate.ts';
import { floatDescription, toFloat } from './money.ts';

/** A page and the totals of the whole list, each read only when asked for. */
export interface FactList<Row> extends Connection<Row> {
  totals(): Promise<FactTotals>;
}

export const periodArgs = builder.args((t) => ({
  from: t.field({ type: 'DateTime', description: 'What happened from this moment on.' }),
  until: t.field({ type: 'DateTime', description: 'What happened before this moment.' }),
}));
export const factArgs = { ...pageArgs, ...periodArgs, ...orderArgs };

interface FactArgs {
  first?: number | null | undefined;
  after?: string | null | undefined;
  from?: Date | null | undefined;
  until?: Date | null | undefined;
  order?: ListOrder | null | undefined;
}

/** A list of the whole workspace may be counted, which reads as much of it as `nps` reads of a survey. */
export const workspacePageCost = (args: FactArgs) => ({ ...pageCost(args), field: 100 });

export function parsePeriod({ from, until }: FactArgs): Pick<FactFilter, 'from' | 'until'> {
  if (from && until && from >= until) throw badUserInput('until', 'this is not after `from`');
  return { from: from ?? null, until: until ?? null };
}

type KindArgs = FactArgs & { readonly kinds: readonly string[] | null | undefined };

const pageOf = <Row extends FactRow>(
  { storedKind = (word) => word }: FactTable<Row>,
  { kinds, ...args }: KindArgs,
  owner: string,
  columns: readonly string[],
): FactPage => ({
  owner,
  ...parsePeriod(args),
  kinds: kinds?.map((word) => storedKind(word)) ?? null,
  page: parsePage(args),
  columns,
  order: args.order ?? 'NEWEST_FIRST',
});

/** The facts of an owner. Where their rows can be written, they are no values here: they go into the answer as JSON. */
export async function listFacts<Row extends FactRow>(
  loaders: FactLoaders<Row>,
  [owner, id]: readonly [FactOwner, string],
  args: KindArgs,
  { written }: Context,
  info: GraphQLResolveInfo,
): Promise<FactList<Row>> {
  const { rows, revenue, columns, template } = askedOf(loaders.fact, info);
  const page = pageOf(loaders.fact, args, id, columns);
  const totals = () => loaders.totals(owner, page, revenue);
  if (!rows) return { ...emptyPage, totals };
  if (written && template) {
    const { rows, pageInfo } = await loaders.writtenPage(owner, page, template);
    written.put(info.path, template.responseKey, rows);
    return { edges: [], pageInfo, totals };
  }
  const { edges, pageInfo } = await loaders.page(owner, page);
  return { edges, pageInfo, totals };
}

/** The field that lists a customer's facts of some kinds, which its argument `kinds` names; below a list of customers it can be written for all of them. */
export function factsOfCustomer<Row extends FactRow, Kinds extends string>(
  fact: FactTable<Row>,
  loadersOf: (loaders: Loaders) => FactLoaders<Row>,
  kinds: Kinds,
) {
  type Args = FactArgs & { readonly [Name in Kinds]?: readonly string[] | null | undefined };
  const kindsOf = (args: Args): KindArgs => ({ ...args, kinds: args[kinds] });
  const writtenBelow: WrittenBelow = {
    template: (info) => askedOf(fact, info).template,
    pages: (template, args, { loaders }) => {
      const page = pageOf(
        fact,
        kindsOf(args as Args),
        '',
        template.cells.map(({ property }) => property),
      );
      const facts = loadersOf(loaders);
      return (customers) => Promise.all(customers.map(({ id }) => facts.writtenPage('customer', { ...page, owner: String(id) }, template)));
    },
  };
  return {
    resolve: ({ id }: { readonly id: bigint }, args: Args, context: Context, info: GraphQLResolveInfo) =>
      listFacts(loadersOf(context.loaders), ['customer', String(id)], kindsOf(args), context, info),
    extensions: { writtenBelow },
  };
}

interface Asked {
  readonly rows: boolean;
  readonly revenue: boolean;
  readonly columns: readonly string[];
  /** Null: its rows take more than their columns. */
  readonly template: StatementTemplate | null;
}

const askedOf = <Row extends FactRow>(fact: FactTable<Row>, info: GraphQLResolveInfo): Asked => {
  const known = askedOfFact.get(fact) ?? onceAField((one) => lookAhead(fact, one));
  askedOfFact.set(fact, known);
  return known(info);
};

const askedOfFact = new WeakMap<object, (info: GraphQLResolveInfo) => Asked>();

const lookAhead = <Row extends FactRow>(fact: FactTable<Row>, info: GraphQLResolveInfo): Asked => ({
  rows: ['edges', 'nodes', 'pageInfo'].some((part) => selects(info, [part])),
  revenue: selects(info, ['totalRevenue']) || selects(info, ['totalRevenueFloat']),
  columns: columnSet(fact, selectedOfRows(info)),
  template: factTemplate(fact, info),
});

/** The connection of a type of fact. */
export function factConnection<Row extends FactRow>(
  type: ObjectRef<SchemaTypes, Row>,
  { name, items, item, revenue }: { name: string; items: string; item: string; revenue?: string },
) {
  const totalsOf = (list: unknown) => (list as FactList<Row>).totals();
  const connection = builder.connectionObject(
    {
      type,
      name: `${name}Connection`,
      description: `A page of ${items}.`,
      fields: (t) => ({
        totalCount: t.int({
          description: 'How many the whole list has, whatever the page.',
          resolve: (list) => totalsOf(list).then(({ count }) => count),
        }),
      }),
    },
    { name: `${name}Edge`, description: `${item} and its place in the list.` },
  );
  if (revenue) {
    builder.objectFields(connection, (t) => ({
      totalRevenue: t.field({
        type: 'Decimal',
        nullable: true,
        description: revenue,
        resolve: (list) => totalsOf(list).then((totals) => totals.revenue),
      }),
      totalRevenueFloat: t.float({
        nullable: true,
        description: floatDescription('totalRevenue'),
        resolve: (list) => totalsOf(list).then((totals) => toFloat(totals.revenue)),
      }),
    }));
  }
  return connection;
}
