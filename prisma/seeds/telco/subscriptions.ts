/**
 * `node prisma/seeds/telco/subscriptions.ts --out DIR`: IBM's sample as customers.csv and subscriptions.csv, in the neutral
 * headers of an import. SOURCE.md beside it says what was made up.
 */
import { createReadStream, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { parse } from 'csv-parse';

const quarterStart = '2019-07-01';
const quarterEnd = '2019-09-30';

const traits = {
  gender: 'gender',
  senior_citizen: 'SeniorCitizen',
  partner: 'Partner',
  dependents: 'Dependents',
  internet_service: 'InternetService',
  tech_support: 'TechSupport',
  payment_method: 'PaymentMethod',
} as const;

const plans: Readonly<Record<string, string>> = { 'Month-to-month': 'monthly', 'One year': 'one-year', 'Two year': 'two-year' };

const { values } = parseArgs({ options: { out: { type: 'string' }, help: { type: 'boolean', short: 'h' } } });
if (values.help || !values.out) {
  process.stderr.write('node prisma/seeds/telco/subscriptions.ts --out DIR\n');
  process.exit(values.help ? 0 : 2);
}

const customers = [['external_id', 'created_at', ...Object.keys(traits).map((key) => `attributes.${key}`)]];
const subscriptions = [
  [
    'subscription_id',
    'customer_external_id',
    'plan',
    'interval',
    'amount',
    'currency',
    'started_at',
    'observed_from',
    'ended_at',
    'status',
    'cancel_kind',
  ],
];
const sample = createReadStream(join(import.meta.dirname, 'telco-customer-churn.csv')).pipe(parse({ columns: true, bom: true }));
for await (const row of sample as AsyncIterable<Readonly<Record<string, string>>>) {
  const { customerID: id = '', tenure, Contract = '', MonthlyCharges = '', Churn } = row;
  const startedAt = monthsBefore(quarterEnd, Number(tenure));
  const hasLeft = Churn === 'Yes';
  customers.push([id, startedAt, ...Object.values(traits).map((column) => row[column] ?? '')]);
  subscriptions.push([
    `s-${id}`,
    id,
    plans[Contract] ?? Contract,
    'month',
    MonthlyCharges,
    'USD',
    startedAt,
    startedAt > quarterStart ? startedAt : quarterStart,
    hasLeft ? quarterEnd : '',
    hasLeft ? 'ended' : 'active',
    hasLeft ? 'UNKNOWN' : '',
  ]);
}
mkdirSync(values.out, { recursive: true });
for (const [name, rows] of Object.entries({ customers, subscriptions })) {
  // No cell of the sample holds a comma, a quotation mark or a line break.
  writeFileSync(join(values.out, `${name}.csv`), `${rows.map((cells) => cells.join(',')).join('\n')}\n`);
}

/** The same day of an earlier month, or its last day where it is shorter. */
function monthsBefore(date: string, months: number): string {
  const [year = 0, month = 0, day = 0] = date.split('-').map(Number);
  const lastDay = new Date(Date.UTC(year, month - months, 0)).getUTCDate();
  return new Date(Date.UTC(year, month - 1 - months, Math.min(day, lastDay))).toISOString().slice(0, 10);
}
