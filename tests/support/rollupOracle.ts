/** What roll-ups have to hold, counted from the facts the long way round, in TypeScript: it shares nothing with the statements that make them. */
import { DateTime } from 'luxon';
import type { Sql } from '../../prisma/sql.ts';
import type { RollupSource } from '../../worker/rollups/rollupSource.ts';

interface Fact {
  readonly id: bigint;
  readonly at: Date | null;
  readonly customer: string;
  readonly groups: readonly string[];
  /** of each part that it has a value of */
  readonly values: readonly (readonly [part: string, u: number])[];
  /** A survey of which only the last answer of a customer in a period counts. */
  readonly relationalTo?: bigint;
}

const grains = ['DAY', 'WEEK', 'MONTH', 'QUARTER', 'YEAR'] as const;

/** Every cell there can be: the facts of one part, period and choice of groups, by customer. */
export function countedCells(facts: readonly Fact[], varying: number, timeZone: string): Record<string, number[]> {
  const cells = new Map<string, Map<string, number[]>>();
  const choices = Array.from({ length: 32 }, (_, choice) => choice).filter(
    (choice) => (choice & ~varying) === 0 && choice.toString(2).replaceAll('0', '').length <= 2,
  );
  const periodsOf = new Map(
    facts.map((fact) => {
      const local = fact.at && DateTime.fromJSDate(fact.at, { zone: timeZone });
      return [fact, grains.map((grain) => local?.startOf(grain.toLowerCase() as 'day').toISODate() ?? '-infinity')];
    }),
  );
  for (const [place, grain] of grains.entries()) {
    const last = new Map<string, Fact>();
    const newestLast = facts.toSorted((a, b) => Number(a.at) - Number(b.at) || Number(a.id - b.id));
    const seriesOf = (fact: Fact, part: string) => `${part} ${fact.relationalTo} ${fact.customer} ${periodsOf.get(fact)![place]}`;
    for (const fact of newestLast) for (const [part] of fact.values) last.set(seriesOf(fact, part), fact);
    for (const fact of facts) {
      for (const choice of choices) {
        const key = fact.groups.map((group, bit) => ((choice >> bit) & 1 ? group : ''));
        for (const [part, u] of fact.values) {
          if (part !== 'answers' && fact.relationalTo !== undefined && last.get(seriesOf(fact, part)) !== fact) continue;
          const name = [part, choice, grain, periodsOf.get(fact)![place], ...key].join('|');
          const customers = cells.get(name) ?? cells.set(name, new Map()).get(name)!;
          customers.set(fact.customer, [...(customers.get(fact.customer) ?? []), u]);
        }
      }
    }
  }
  const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);
  return Object.fromEntries(
    [...cells].map(([name, customers]) => {
      const of = [...customers.values()];
      const all = of.flat();
      const over = (term: (values: readonly number[]) => number) => sum(of.map(term));
      const sums = [all.length, of.length, sum(all), sum(all.map((u) => u * u))];
      return [name, [...sums, over((u) => u.length ** 2), over((u) => u.length * sum(u)), over((u) => sum(u) ** 2)]];
    }),
  );
}

/** What the roll-up holds, by the same names. */
export async function storedCells(admin: Sql, { table, dimensions }: RollupSource, workspaceId: number): Promise<Record<string, number[]>> {
  const rows = await admin<{ name: string; sums: number[] }[]>`
    select concat_ws('|', part, dimensions, grain, period, ${admin([...dimensions])}) as name,
           array[n, customers, total, value_squares, xx, xy, yy]::float8[] as sums
      from ${admin(table)} where workspace_id = ${workspaceId} and part <> 'PROBE'`;
  return Object.fromEntries(rows.map(({ name, sums }) => [name, sums]));
}

const scores: Readonly<Record<string, (answer: number, max: number) => number>> = {
  nps: (answer) => (answer >= 9 ? 100 : answer >= 7 ? 0 : -100),
  csat: (answer, max) => Number(answer >= max - 1),
  ces: (answer) => answer,
};

export async function readAnswers(admin: Sql, workspaceId: number): Promise<Fact[]> {
  const rows = await admin<
    {
      id: bigint;
      at: Date | null;
      customer: bigint | null;
      groups: string[];
      values: (number | null)[];
      relationalTo: bigint | null;
      questions: { kind: string; min: number; max: number; na: number[] }[];
    }[]
  >`
    select r.id, r.responded_at as at, i.customer_id as customer, r."values"::float8[], case when s.kind = 'RELATIONAL' then s.id end as "relationalTo",
           array[s.key, coalesce(r.touchpoint, s.touchpoint, ''), coalesce(r.channel, ''), coalesce(r.brand, ''), coalesce(r.sample_source, s.sample_source)] as groups,
           (select jsonb_agg(jsonb_build_object('kind', q.kind, 'min', q.scale_min, 'max', q.scale_max, 'na', q.not_applicable_codes) order by q.position)
              from question q where q.survey_id = s.id) as questions
      from response r join survey s on s.id = r.survey_id left join identity i on i.id = r.identity_id
     where r.workspace_id = ${workspaceId}`;
  return rows.flatMap(({ id, at, customer, groups, values, relationalTo, questions }): Fact[] => {
    const places = { nps: ['NPS'], csat: ['CSAT', 'RATING'], ces: ['CES'] };
    const scored = Object.entries(places).flatMap(([part, kinds]): [string, number][] => {
      const place = kinds.map((kind) => questions.findIndex((question) => question.kind === kind)).find((found) => found >= 0) ?? -1;
      const { min, max, na } = questions[place] ?? { min: 0, max: 0, na: [] as number[] };
      const answer = values[place] ?? Number.NaN; // as postgres.js reads a NULL among numbers
      return !(answer >= min && answer <= max) || na.includes(answer) ? [] : [[part, scores[part]!(answer, max)]];
    });
    const person = customer === null ? `nobody ${id}` : String(customer);
    return [{ id, at, customer: person, groups, values: [['answers', 1], ...scored], ...(relationalTo !== null && { relationalTo }) }];
  });
}

export async function readOrders(admin: Sql, workspaceId: number): Promise<Fact[]> {
  const rows = await admin<
    { id: bigint; at: Date; customer: bigint | null; channel: string; status: string | null; revenue: number | null }[]
  >`
    select o.id, o.occurred_at as at, i.customer_id as customer, coalesce(o.channel, '') as channel, o.status, (o.revenue - coalesce(o.refunded_amount, 0))::float8 as revenue
      from "order" o left join identity i on i.id = o.identity_id
     where o.workspace_id = ${workspaceId}`;
  return rows.map(({ id, at, customer, channel, status, revenue }): Fact => {
    const counts = status !== 'CANCELLED';
    const values: [string, number][] = [['all', 1]];
    if (counts) values.push(['orders', 1]);
    if (counts && revenue !== null) values.push(['revenue', revenue]);
    if (counts && revenue !== null && customer !== null) values.push(['revenueOfKnown', revenue]);
    return { id, at, customer: customer === null ? `nobody ${id}` : String(customer), groups: [channel], values };
  });
}
