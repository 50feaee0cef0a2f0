/** Lists of customers: by a filter or all, as of now or of a past moment, by several orders. */
import type { GraphQLResolveInfo } from 'graphql';
import { resultRunIds } from '../analyses/resultRunIds.ts';
import { builder } from '../builder.ts';
import { type Connection, emptyPage, type Page, pageArgs, pageCost, parsePage, toConnection } from '../connection.ts';
import type { Context } from '../context.ts';
import { badUserInput } from '../errors.ts';
import type { Loaders } from '../loaders.ts';
import { onceAField, selects } from '../lookahead.ts';
import { belowTemplate } from '../written/belowTemplate.ts';
import { writeBelow } from '../written/writeBelow.ts';
import { type CustomerRow, selectCustomerByExternalId, selectCustomerPage } from './customer.sql.ts';
import { Customer } from './customer.ts';
import { mostSorted, type CustomerOrder as Order } from './customerList.sql.ts';
import type { CustomerListKey } from './customerListLoaders.ts';
import { parseCustomerFilter } from './filter/customerFilter.ts';
import { CustomerFilterInput } from './filter/customerFilterInput.ts';

/** A page of a list, and what is known of the whole, read only when asked for. */
export interface CustomerList extends Connection<CustomerRow> {
  readonly asOf: Date | null;
  /** Null: not of a segment. */
  readonly segmentVersion: number | null;
  totalCount(): Promise<number>;
  runIds(): Promise<string[]>;
}

export const CustomerConnection = builder.connectionObject(
  {
    type: Customer,
    name: 'CustomerConnection',
    description: 'A page of customers.',
    fields: (t) => ({
      totalCount: t.int({
        description: 'How many the whole list has, whatever the page.',
        complexity: 100, // it looks at all of them
        resolve: (list) => (list as unknown as CustomerList).totalCount(),
      }),
      asOf: t.field({
        type: 'DateTime',
        nullable: true,
        description: 'Nothing that happened later was counted. Null: as of now.',
        resolve: (list) => (list as unknown as CustomerList).asOf,
      }),
      segmentVersion: t.int({
        nullable: true,
        description: 'Which version of the definition of the segment was used. Null: the list is not of a segment.',
        resolve: (list) => (list as unknown as CustomerList).segmentVersion,
      }),
      scoreRunIds: t.idList({
        description: 'The runs whose scores the filter or the order goes by: those that stand, as of a past moment those known then.',
        resolve: (list) => (list as unknown as CustomerList).runIds(),
      }),
    }),
  },
  { name: 'CustomerEdge', description: 'A customer and its place in the list.' },
);

const CustomerOrder = builder.enumType('CustomerOrder', {
  description: 'In which order customers are listed.',
  values: {
    EXTERNAL_ID: { description: 'By external id, in the order of its characters; those without one come last.' },
    ID: { description: 'As they became known.' },
    CHURN_RISK: { description: 'Highest risk first, by the standing churn run. Customers that it did not score are left out.' },
    VALUE: { description: 'Most valuable first, by the standing CLV run. Customers that it did not score are left out.' },
    REVENUE: {
      description: `Most revenue of their orders first, unknown last. Of at most ${mostSorted} customers: narrow the filter, or order by VALUE.`,
    },
  } as const satisfies Record<Order, unknown>,
});

export const listArgs = builder.args((t) => ({
  ...pageArgs,
  orderBy: t.field({ type: CustomerOrder, defaultValue: 'EXTERNAL_ID', description: 'In which order.' }),
  asOf: t.field({
    type: 'DateTime',
    description:
      'Only what had happened by then, and scores as known then. Facts that were loaded or changed later are as they are now. Default: now.',
  }),
}));

interface ListArgs {
  first?: number | null | undefined;
  after?: string | null | undefined;
  orderBy?: Order | null | undefined;
  asOf?: Date | null | undefined;
}

/** A list that is searched for reads as much as it has to look at. */
export const listCost = (args: ListArgs) => ({ ...pageCost(args), field: 100 });

/** @throws BAD_USER_INPUT where the cursor is of another order */
export async function listCustomers(
  context: Context,
  { filter, path }: Pick<CustomerListKey, 'filter' | 'path'>,
  args: ListArgs,
  segmentVersion: number | null,
  info: GraphQLResolveInfo,
): Promise<CustomerList> {
  const page = parsePage(args);
  const key: CustomerListKey = { filter, path, asOf: args.asOf ?? null, order: args.orderBy ?? 'EXTERNAL_ID' };
  requireCursor(key.order, page);
  const isRead = ['edges', 'nodes', 'pageInfo'].some((part) => selects(info, [part]));
  const { loaders } = context;
  const { edges, pageInfo } = isRead ? await loaders.customerListPage.load({ ...key, page }) : emptyPage;
  return writeBelow({ edges, pageInfo, ...wholeList(loaders, key), segmentVersion }, writtenOf(info), context, info);
}

/** Fields of a customer that show a column. */
const columns: ReadonlySet<string> = new Set([
  'externalId',
  'acquiredAt',
  'acquisitionChannel',
  'erasedAt',
] satisfies (keyof CustomerRow)[]);
const writtenOf = onceAField((info) => belowTemplate(info, columns));

const wholeList = (loaders: Loaders, key: CustomerListKey) => ({
  asOf: key.asOf,
  totalCount: () => loaders.customerListCount.load(key),
  runIds: async () => resultRunIds(await loaders.customerListRuns.load(key)),
});

const sortValues: { readonly [O in Order]: (value: string | null) => boolean } = {
  EXTERNAL_ID: () => true,
  ID: (value) => value === null,
  CHURN_RISK: (value) => /^\d{1,9}$/.test(value ?? ''),
  VALUE: (value) => /^\d{1,9}$/.test(value ?? ''),
  REVENUE: (value) => value === null || /^-?\d{1,24}(\.\d{1,8})?$/.test(value),
};

function requireCursor(order: Order, { after }: Page): void {
  if (after && !sortValues[order](after.sortValue)) throw badUserInput('after', 'this is not a cursor of this list');
}

builder.queryFields((t) => ({
  customers: t.field({
    type: CustomerConnection,
    description: 'All customers, or those for whom a filter holds.',
    args: { ...listArgs, filter: t.arg({ type: CustomerFilterInput, description: 'For whom to look. Default: all.' }) },
    complexity: (args) => (args.filter ? listCost(args) : pageCost(args)),
    resolve: async (_root, { filter, ...args }, context, info) => {
      const { snapshot, workspaceId, loaders } = context;
      const isPlain = !filter && !args.asOf && (args.orderBy ?? 'EXTERNAL_ID') === 'EXTERNAL_ID';
      if (!isPlain)
        return listCustomers(context, { filter: parseCustomerFilter(filter ?? {}, 'filter'), path: 'filter' }, args, null, info);
      // The list that everybody asks for: one statement, prepared once.
      const page = parsePage(args);
      const rows = await snapshot.read((sql) => selectCustomerPage(sql, workspaceId, page));
      const key: CustomerListKey = { filter: {}, path: 'filter', asOf: null, order: 'ID' };
      const connection = toConnection(rows, page, (row) => ({ sortValue: row.externalId, id: row.id }));
      const list = { edges: connection.edges, pageInfo: connection.pageInfo, ...wholeList(loaders, key), segmentVersion: null };
      return writeBelow(list, writtenOf(info), context, info);
    },
  }),
  customer: t.field({
    type: Customer,
    nullable: true,
    description: 'The customer with this external id. Null when there is none.',
    args: { externalId: t.arg.string({ required: true, description: 'The number in your own systems.' }) },
    resolve: async (_root, { externalId }, { snapshot, workspaceId }) => {
      const [row] = await snapshot.read((sql) => selectCustomerByExternalId(sql, workspaceId, externalId));
      return row ?? null;
    },
  }),
}));
