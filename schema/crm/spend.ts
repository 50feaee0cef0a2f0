import { builder, idDescription } from '../builder.ts';
import { factArgs, factConnection, listFacts, workspacePageCost } from '../facts/factList.ts';
import { floatDescription } from '../facts/money.ts';
import type { SpendRow } from './spend.sql.ts';

const SpendKind = builder.enumType('SpendKind', {
  description: 'What money was spent on.',
  values: {
    ACQUISITION: { description: 'Winning customers.' },
    SALES: { description: 'Selling to them.' },
    RETENTION: { description: 'Keeping them.' },
    SERVICE: { description: 'Serving them.' },
  },
});

export const Spend = builder.objectRef<SpendRow>('Spend');
builder.node(Spend, {
  description: 'What was spent on customers in a period.',
  id: { resolve: (spend) => String(spend.id), description: idDescription },
  loadOne: (id, { loaders }) => loaders.spends.byId.load(BigInt(id)),
  fields: (t) => ({
    externalId: t.exposeString('externalId', {
      description: 'Its number in the source; where the source has none, one made from the row.',
    }),
    kind: t.expose('kind', { type: SpendKind, description: 'What it was spent on.' }),
    channel: t.exposeString('channel', { nullable: true, description: 'On which channel. Null: on none in particular.' }),
    periodStart: t.expose('periodStart', { type: 'DateTime', description: 'Beginning of its period.' }),
    periodEnd: t.expose('periodEnd', { type: 'DateTime', description: 'End of its period, which itself is no part of it.' }),
    amount: t.expose('amount', { type: 'Decimal', description: 'How much.' }),
    amountFloat: t.float({ description: floatDescription('amount'), resolve: ({ amount }) => Number(amount) }),
    currency: t.exposeString('currency', { description: 'ISO 4217 code of its amount.' }),
  }),
});

const SpendConnection = factConnection(Spend, { name: 'Spend', items: 'spendings', item: 'A spending' });

builder.queryField('spends', (t) =>
  t.field({
    type: SpendConnection,
    description: 'All that was spent, latest period first; `from` and `until` are about the beginning of the period.',
    args: { ...factArgs, kind: t.arg({ type: [SpendKind], description: 'Spent on one of these. Default: all.' }) },
    complexity: workspacePageCost,
    resolve: (_root, args, context, info) =>
      listFacts(context.loaders.spends, ['workspace', ''], { ...args, kinds: args.kind }, context, info),
  }),
);
