import { builder } from '../builder.ts';
import { badUserInput } from '../errors.ts';
import { rowId } from '../globalId.ts';
import { Customer } from './customer.ts';
import { type Erasure, eraseCustomer, type WhichCustomer } from './erasing/eraseCustomer.ts';

/** What imports have kept of millions of rows is looked through. */
const mostSeconds = 25;

const CustomerErasure = builder.objectRef<Erasure>('CustomerErasure').implement({
  description: 'That the personal data of a customer is erased.',
  fields: (t) => ({
    customer: t.field({
      type: Customer,
      nullable: true,
      description:
        'What is left: a customer under a name that says nothing, with what they bought and answered. Null where they were erased before and are named as they were called then.',
      resolve: ({ customerId }, _args, { loaders }) => (customerId === null ? null : loaders.customer.load(customerId)),
    }),
    erasedOn: t.exposeString('erasedOn', { description: 'The day of it, YYYY-MM-DD, in the time zone of the workspace.' }),
    wasErasedBefore: t.exposeBoolean('wasErasedBefore', { description: 'Whether that was done before, and nothing now.' }),
    facts: t.exposeInt('facts', {
      description: 'How many orders, answers, tickets, visits and the like stay for the numbers; 0 if done before.',
    }),
  }),
});

function whichCustomer({ id, externalId }: { id?: string | null | undefined; externalId?: string | null | undefined }): WhichCustomer {
  if ((id == null) === (externalId == null)) throw badUserInput('externalId', 'give either externalId or id: it says who is to be erased');
  return id == null ? { externalId: externalId ?? '' } : { id: rowId('Customer', id, 'id') };
}

builder.mutationField('eraseCustomer', (t) =>
  t.field({
    type: CustomerErasure,
    description:
      'Erases the personal data of a customer for good: traits, addresses, visitors, comments, free answers, addresses of pages, scores, and what files have said of them. Orders, ratings and the like stay as those of a customer of whom nothing is known. Files that name them later do not bring them back. Sent again, it says when it was done. CONFLICT while a file is being loaded.',
    authScopes: { admin: true },
    args: {
      externalId: t.arg.string({ description: 'The number in your own systems. Either this or `id`.' }),
      id: t.arg.id({ description: 'Their id here, also of a customer of whom only an address is known.' }),
    },
    resolve: (_root, args, context) => {
      const which = whichCustomer(args);
      return context.inTransaction((tx) => eraseCustomer(tx, context, which), mostSeconds);
    },
  }),
);
