/** Lumen, the simulated company, put straight into the tables that churn is read from: a workspace of any size within seconds. */

import { ratedTouchpoints, score } from '../../prisma/seeds/lumen/company.ts';
import { complaintsBefore, expectedScore } from '../../prisma/seeds/lumen/experience.ts';
import { simulateCustomer } from '../../prisma/seeds/lumen/generate.ts';
import { leavingProbability } from '../../prisma/seeds/lumen/subscriptions.ts';
import { inWorkspace, type Sql } from '../../prisma/sql.ts';

type Story = ReturnType<typeof simulateCustomer>;

export interface LumenCompany {
  readonly workspaceId: number;
  /** By customer id: what only the simulation knows. */
  readonly stories: ReadonlyMap<bigint, Story>;
}

const date = (time: number | null): Date | null => (time === null ? null : new Date(time));

/** Customers with a subscription alone: no one else can end one. */
export async function createLumenCompany(
  admin: Sql,
  { customers, seed, key = 'lumen' }: { customers: number; seed: number; key?: string },
): Promise<LumenCompany> {
  const [workspace] = await admin<{ id: number }[]>`
    insert into workspace (key, name, currency, time_zone) values (${key}, 'Lumen (simulated)', 'EUR', 'Europe/Berlin') returning id`;
  const workspaceId = workspace!.id;
  const stories = new Map<bigint, Story>();
  for (let k = 1; k <= customers; k++) {
    const story = simulateCustomer(seed, k);
    if (story.life.subscriptions.length > 0) stories.set(BigInt(k), story);
  }
  await inWorkspace(admin, workspaceId, async (tx) => {
    const [survey] = await tx<{ id: bigint }[]>`
      insert into survey (workspace_id, key, title, kind) values (${workspaceId}, 'relationship', 'Relationship', 'RELATIONAL') returning id`;
    const surveyId = survey!.id;
    const keys = ['recommend', ...ratedTouchpoints];
    await tx`insert into question ${tx(
      keys.map((key, index) => ({
        workspace_id: workspaceId,
        survey_id: surveyId,
        position: index + 1,
        key,
        label: key,
        kind: index === 0 ? 'NPS' : 'RATING',
        scale_min: index === 0 ? 0 : 1,
        scale_max: index === 0 ? 10 : 5,
        not_applicable_codes: key === 'support' ? [9] : [],
        role: index === 0 ? 'OUTCOME' : 'DRIVER',
      })),
    )}`;
    const insert = async (table: string, rows: readonly Record<string, unknown>[]) => {
      for (let from = 0; from < rows.length; from += 2000) {
        await tx`insert into ${tx(table)} ${tx(rows.slice(from, from + 2000).map((row) => ({ workspace_id: workspaceId, ...row })))}`;
      }
    };
    const all = [...stories];
    await insert(
      'customer',
      all.map(([id, { life }]) => ({
        id,
        external_id: life.profile.externalId,
        acquired_at: date(life.profile.createdAt),
        acquisition_channel: life.profile.acquisitionChannel,
      })),
    );
    await insert(
      'identity',
      all.map(([id, { life }]) => ({ id, kind: 'CRM_ID', value: life.profile.externalId, customer_id: id })),
    );
    await insert(
      'subscription',
      all.flatMap(([id, { life }]) =>
        life.subscriptions.map((row) => ({
          external_id: row.id,
          identity_id: id,
          plan: row.plan,
          billing_interval: row.interval.toUpperCase(),
          amount: row.amount / 100,
          currency: 'EUR',
          started_at: date(row.startedAt),
          observed_from: date(row.observedFrom),
          canceled_at: date(row.canceledAt),
          ended_at: date(row.endedAt),
          cancel_kind: row.cancelKind,
          cancel_reason: row.cancelReason,
        })),
      ),
    );
    await insert(
      'ticket',
      all.flatMap(([id, { life }]) =>
        life.tickets.map((row) => ({
          external_id: row.id,
          identity_id: id,
          kind: row.kind,
          opened_at: date(row.createdAt),
        })),
      ),
    );
    await insert(
      'response',
      all.flatMap(([id, { relationship }]) =>
        relationship.flatMap(({ answer }) =>
          answer === null
            ? []
            : [
                {
                  survey_id: surveyId,
                  external_id: answer.id,
                  identity_id: id,
                  responded_at: date(answer.submittedAt),
                  values: [answer.score, ...ratedTouchpoints.map((key) => (answer.blank.has(key) ? null : (answer.ratings[key] ?? 9)))],
                },
              ],
        ),
      ),
    );
    await tx`insert into data_version (workspace_id, domain, version)
      select ${workspaceId}, domain, 1 from unnest(array['feedback', 'customers', 'crm']) domain`;
    await tx`analyze customer, identity, subscription, ticket, response`; // as a load of so many rows ends: without, what reads them may take minutes
  });
  return { workspaceId, stories };
}

const day = 86_400_000;

/**
 * The generator's own monthly probability of the decision to leave, at a moment.
 *
 * @param loyalty `felt`: of the last wave, answered or not, as the generator has it. `recorded`: of the last answer of a year, so of what a
 *   company can know at all; nobody's answer is the mean of the others
 */
export function lumenMonthlyRisk({ life, relationship }: Story, at: number, loyalty: 'felt' | 'recorded'): number {
  const contract = life.subscriptions.findLast(({ startedAt }) => startedAt <= at) ?? life.subscriptions[0]!;
  const tenureMonths = (at - life.subscriptions[0]!.startedAt) / (30.4 * day);
  return leavingProbability(
    { sequence: 1, plan: contract.plan, interval: contract.interval, startedAt: contract.startedAt },
    tenureMonths,
    loyalty === 'felt' ? feltLoyalty(life, at) : recordedLoyalty(relationship, at),
    complaintsBefore(life.tickets, at),
  );
}

const meanLoyalty = score.intercept + 2 * 3.9; // the coefficients sum to 2, the ratings are 3.9 on average

function feltLoyalty({ waves, tickets }: Story['life'], at: number): number {
  const wave = waves.findLast(({ invitedAt }) => invitedAt < at);
  return wave ? expectedScore(wave.ratings, complaintsBefore(tickets, wave.invitedAt)) : meanLoyalty;
}

function recordedLoyalty(relationship: Story['relationship'], at: number): number {
  const answers = relationship.flatMap(({ answer }) =>
    answer && answer.submittedAt <= at && answer.submittedAt > at - 365 * day ? [answer] : [],
  );
  return answers.at(-1)?.mu ?? meanLoyalty;
}
