/** A simulated company, of which everything is known: what the demo makes, asks and compares with the truth. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AnalysisInput, TouchpointRuleInput } from '../generated/graphql.ts';
import { type DemoPlace, output } from './access.ts';
import type { DemoFile } from './demoFiles.ts';

const customers = 10_000;
const folder = ({ dataDir }: DemoPlace) => join(dataDir, 'demo-files', 'lumen');

/** Writes the company's files; the same ones each time, so a second demo loads nothing twice. */
export async function generateLumen(place: DemoPlace): Promise<DemoFile[]> {
  const out = folder(place);
  await output(place, 'prisma/seeds/lumen/generate.ts', ['--out', out, '--customers', String(customers), '--seed', '1']);
  const file = (as: DemoFile['as'], name: string = as) => ({ path: join(out, `${name}.csv`), as });
  const answers = (survey: string) => ({ ...file('responses', survey), survey, codebook: join(out, `${survey}.codebook.json`) });
  return [
    file('customers'),
    file('touchpoints'),
    file('orders'),
    file('subscriptions'),
    file('tickets'),
    file('visits'),
    file('events'),
    file('spend'),
    answers('relationship'),
    answers('contact'),
    file('invitations'),
  ];
}

export const loyaltyAnalysis: AnalysisInput = {
  name: 'loyalty',
  kind: 'DRIVERS',
  survey: 'relationship',
  drivers: {
    outcome: 'recommend',
    drivers: ['product', 'delivery', 'support', 'price', 'website', 'billing'],
    features: [{ feature: 'COMPLAINTS', windowDays: 90 }],
  },
};

/** Its tickets say what they are about; visits are of the website, orders of the product, and each is rated in the relationship survey. */
export const journeyRules: TouchpointRuleInput[] = [
  { touchpoint: 'website', fact: 'VISIT' },
  { touchpoint: 'website', fact: 'EVENT' },
  { touchpoint: 'product', fact: 'ORDER' },
  ...['website', 'price', 'product', 'delivery', 'billing', 'support'].map(
    (touchpoint) => ({ touchpoint, fact: 'ANSWER', name: 'relationship', question: touchpoint }) as const,
  ),
];

/** Its subscribers: who leaves, when, and who is about to. */
export const churnAnalysis: AnalysisInput = { name: 'churn', kind: 'CHURN' };

/** Its buyers, as a shop sees them. */
export const buyersAnalysis: AnalysisInput = { name: 'value', kind: 'CLV' };

/** Value against loyalty: takes the values from `value`, the risks from `churn`. */
export const segmentsAnalysis: AnalysisInput = { name: 'segments', kind: 'VALUE_LOYALTY' };

/** What the simulation put in, by the name of the driver. */
export async function trueEffects(place: DemoPlace): Promise<Readonly<Record<string, number>>> {
  const truth = JSON.parse(await readFile(join(folder(place), 'truth.json'), 'utf8')) as {
    readonly score: { readonly coefficients: Readonly<Record<string, number>>; readonly complaints90: number };
  };
  return { ...truth.score.coefficients, complaints_90d: truth.score.complaints90 };
}

/** Somebody who has done a little of everything, in every demo the same. */
export const joinedQuery = (customer: string) => `{
  customer(externalId: "${customer}") {
    acquiredAt revenue orderCount openTicketCount lastActivityAt
    responses(first: 2) { nodes { respondedAt survey { title } answers(questions: ["recommend", "csat"]) { question { key } value } } }
    orders(first: 2) { totalCount nodes { occurredAt revenue status } }
    tickets(first: 2) { totalCount nodes { kind openedAt resolvedAt } }
    visits(first: 2) { totalCount nodes { startedAt source converted } }
  }
  survey(key: "relationship") { nps { estimate ciLow ciHigh n } }
}`;
