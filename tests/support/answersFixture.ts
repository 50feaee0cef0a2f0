/** Surveys with hand-made answers of hand-made customers, and what these customers did. */

import { raiseDataVersions } from '../../prisma/raiseDataVersions.ts';
import { executor, inWorkspace, type Sql } from '../../prisma/sql.ts';
import { createDriverFixture, type DriverFixture } from './worker.ts';

export interface HandMadeAnswer {
  readonly values: readonly (number | null)[];
  /** Any text: the same text is the same customer. Null: nobody known. */
  readonly customer?: string | null;
  readonly at?: Date;
  readonly brand?: string;
  readonly touchpoint?: string;
  readonly sampleSource?: 'OWN_LIST' | 'PANEL' | 'INTERCEPT';
}

export interface AnswersFixture extends DriverFixture {
  /** Replaces what the analysis asks for. */
  ask(parameters: object): Promise<void>;
  addOrders(orders: readonly { readonly customer: string; readonly at: Date; readonly status?: string }[]): Promise<void>;
  addSubscriptions(
    subscriptions: readonly {
      readonly customer: string;
      readonly from: Date;
      readonly decided?: Date;
      readonly ended?: Date;
      readonly kind?: string;
    }[],
  ): Promise<void>;
  addTraits(key: string, traits: Readonly<Record<string, string>>): Promise<void>;
}

/** @param keys of the questions, in the order of the values */
export async function createAnswersFixture(
  app: Sql,
  admin: Sql,
  keys: readonly string[],
  answers: readonly HandMadeAnswer[],
  { notApplicable = [] as readonly number[] } = {},
): Promise<AnswersFixture> {
  const fixture = await createDriverFixture(app, { rows: 0, questions: keys.length });
  const { workspaceId, surveyId } = fixture;
  const identities = new Map<string, { identity: bigint; customer: bigint }>();
  const know = async (names: readonly string[]) => {
    const unknown = [...new Set(names)].filter((name) => !identities.has(name));
    if (unknown.length === 0) return;
    const rows = await admin<{ name: string; identity: bigint; customer: bigint }[]>`
      with made as (insert into customer (workspace_id, external_id) select ${workspaceId}::integer, name from unnest(${unknown}::text[]) name returning id, external_id),
        known as (insert into identity (workspace_id, kind, value, customer_id) select ${workspaceId}::integer, 'CRM_ID', external_id, id from made returning id, value, customer_id)
      select value as name, id as identity, customer_id as customer from known`;
    for (const { name, ...ids } of rows) identities.set(name, ids);
  };
  await know(answers.flatMap(({ customer }) => customer ?? []));
  await inWorkspace(app, workspaceId, async (tx) => {
    for (const [index, key] of keys.entries())
      await tx`update question set key = ${key}, label = ${key}, not_applicable_codes = ${[...notApplicable]} where workspace_id = ${workspaceId} and position = ${index + 1}`;
  });
  const rows = answers.map(({ values, customer, at, brand, touchpoint, sampleSource }, index) => ({
    workspace_id: workspaceId,
    survey_id: surveyId,
    external_id: `r${index}`,
    identity_id: customer == null ? null : (identities.get(customer)?.identity ?? null),
    responded_at: at ?? new Date('2026-03-01T12:00:00Z'),
    brand: brand ?? null,
    touchpoint: touchpoint ?? null,
    sample_source: sampleSource ?? null,
    values: `{${values.map((value) => value ?? 'NULL').join(',')}}`,
  }));
  for (let from = 0; from < rows.length; from += 5000) await admin`insert into response ${admin(rows.slice(from, from + 5000))}`;
  const changed = (domains: readonly ('crm' | 'customers')[]) =>
    inWorkspace(app, workspaceId, (tx) => raiseDataVersions(executor(tx), workspaceId, [...domains]));
  const identityOf = (customer: string) => identities.get(customer)?.identity ?? null;
  return {
    ...fixture,
    ask: async (parameters) => {
      await admin`update analysis set parameters = ${admin.json({ draws: 0, ...parameters })} where workspace_id = ${workspaceId}`;
    },
    addOrders: async (orders) => {
      await know(orders.map(({ customer }) => customer));
      await admin`insert into "order" ${admin(
        orders.map(({ customer, at, status }) => ({
          workspace_id: workspaceId,
          external_id: crypto.randomUUID(),
          identity_id: identityOf(customer),
          occurred_at: at,
          status: status ?? 'PAID',
          currency: 'EUR',
          revenue: '10',
        })),
      )}`;
      await changed(['crm']);
    },
    addSubscriptions: async (subscriptions) => {
      await know(subscriptions.map(({ customer }) => customer));
      await admin`insert into subscription ${admin(
        subscriptions.map(({ customer, from, decided, ended, kind }) => ({
          workspace_id: workspaceId,
          external_id: crypto.randomUUID(),
          identity_id: identityOf(customer),
          currency: 'EUR',
          started_at: from,
          canceled_at: decided ?? null,
          ended_at: ended ?? null,
          cancel_kind: kind ?? null,
        })),
      )}`;
      await changed(['crm']);
    },
    addTraits: async (key, traits) => {
      const named = Object.entries(traits);
      await know(named.map(([customer]) => customer));
      await admin`insert into customer_trait ${admin(
        named.map(([customer, value]) => ({
          workspace_id: workspaceId,
          customer_id: identities.get(customer)?.customer ?? null,
          key,
          value_text: value,
        })),
      )}`;
      await changed(['customers']);
    },
  };
}
