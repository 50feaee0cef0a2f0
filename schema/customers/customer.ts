import { builder, idDescription } from '../builder.ts';
import { pageArgs, pageCost, parsePage } from '../connection.ts';
import { badUserInput } from '../errors.ts';
import { parsePeriod } from '../facts/factList.ts';
import { ResponseConnection, responseList, templateOfResponses } from '../feedback/response.ts';
import type { Loaders } from '../loaders.ts';
import type { WrittenBelow } from '../written/belowTemplate.ts';
import type { CustomerRow, IdentityRow, TraitRow } from './customer.sql.ts';

const Trait = builder.objectRef<TraitRow>('CustomerTrait').implement({
  description: 'One thing that is known of a customer.',
  fields: (t) => ({
    key: t.exposeString('key', { description: 'What it is, for example plan or country.' }),
    value: t.exposeString('value', { nullable: true, description: 'Null where it is personal and the key lacks the scope pii.' }),
    isPersonal: t.exposeBoolean('isPersonal', { description: 'Whether its value is shown to keys with the scope pii only.' }),
  }),
});

const Identity = builder.objectRef<IdentityRow>('Identity').implement({
  description: 'A sign by which a customer is recognised in the data that comes in.',
  fields: (t) => ({
    kind: t.exposeString('kind', { description: 'CRM_ID (the external id), EMAIL, PHONE, VISITOR_ID or a kind of your own.' }),
    value: t.exposeString('value', {
      nullable: true,
      description: 'Normalised. Null where it is personal and the key lacks the scope pii.',
    }),
    isPersonal: t.exposeBoolean('isPersonal', { description: 'Whether its value is shown to keys with the scope pii only.' }),
  }),
});

const responseArgs = builder.args((t) => ({
  survey: t.string({ description: 'Only to the survey with this key. Default: to all.' }),
  from: t.field({ type: 'DateTime', description: 'Answered from this moment on. Undated ones are then left out.' }),
  until: t.field({ type: 'DateTime', description: 'Answered before this moment. Undated ones are then left out.' }),
  ...pageArgs,
}));

interface ResponseArgs {
  survey?: string | null | undefined;
  from?: Date | null | undefined;
  until?: Date | null | undefined;
}

async function idOfSurvey({ survey: key }: ResponseArgs, { surveyByKey }: Loaders): Promise<bigint | null> {
  if (key == null) return null;
  const survey = await surveyByKey.load(key);
  if (!survey) throw badUserInput('survey', `there is no survey ${JSON.stringify(key)}`);
  return survey.id;
}

const writtenBelow: WrittenBelow = {
  /** A survey is looked up first; that there is none, the field says best. */
  template: (info) =>
    info.fieldNodes.some(({ arguments: given }) => given?.some(({ name }) => name.value === 'survey')) ? null : templateOfResponses(info),
  pages: (template, args, { loaders }) => {
    const page = parsePage(args);
    const period = parsePeriod(args);
    const responses = loaders.writtenResponsesOfCustomer(template);
    return (customers) => Promise.all(customers.map(({ id }) => responses.load({ customerId: id, surveyId: null, ...period, page })));
  },
};

export const Customer = builder.objectRef<CustomerRow>('Customer');
builder.node(Customer, {
  description: 'Somebody who buys, and who may have answered surveys.',
  id: { resolve: (customer) => String(customer.id), description: idDescription },
  loadOne: (id, { loaders }) => loaders.customer.load(BigInt(id)),
  fields: (t) => ({
    externalId: t.exposeString('externalId', {
      nullable: true,
      description: 'The number in your own systems. Null when only an address is known.',
    }),
    acquiredAt: t.expose('acquiredAt', { type: 'DateTime', nullable: true, description: 'When they became a customer.' }),
    acquisitionChannel: t.exposeString('acquisitionChannel', { nullable: true, description: 'How they became a customer.' }),
    erasedAt: t.expose('erasedAt', { type: 'DateTime', nullable: true, description: 'When their personal data was erased at their wish.' }),
    traits: t.field({
      type: [Trait],
      description: 'What is known of them, by key: a plain list, read as a whole.',
      resolve: (customer, _args, { loaders }) => loaders.traits.load(customer.id),
    }),
    identities: t.field({
      type: [Identity],
      description: 'How they are recognised: a plain list, of one or a few.',
      resolve: (customer, _args, { loaders }) => loaders.identities.load(customer.id),
    }),
    responses: t.field({
      type: ResponseConnection,
      description: 'What they have answered, newest first, undated answers last.',
      args: responseArgs,
      complexity: pageCost,
      extensions: { writtenBelow },
      resolve: async ({ id: customerId }, args, { loaders, written }, info) => {
        const page = parsePage(args);
        const asked = { customerId, ...parsePeriod(args), surveyId: await idOfSurvey(args, loaders) };
        return responseList(info, written, {
          page: (parts) => loaders.responsesOfCustomer.load({ ...asked, page, parts }),
          writtenPage: (template) => loaders.writtenResponsesOfCustomer(template).load({ ...asked, page }),
          totalCount: () => loaders.responseCountOfCustomer.load(asked),
        });
      },
    }),
  }),
});
