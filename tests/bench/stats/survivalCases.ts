import {
  activityRetention,
  cumulativeIncidence,
  type Grouping,
  grayTest,
  kaplanMeier,
  logRank,
  randomStream,
  type SurvivalColumns,
} from '../../../worker/stats/index.ts';
import type { StatsCase } from './statsCase.ts';

interface GeneratedCustomers {
  readonly columns: SurvivalColumns;
  readonly plan: Grouping;
}

/** Customers of two plans who joined over ten years: lost for one of three reasons at a rate of their plan, or still there at the end. */
function customers(rows: number, isWholeDays: boolean): GeneratedCustomers {
  const random = randomStream(1);
  const time = new Float64Array(rows);
  const event = new Uint8Array(rows);
  const codes = new Int32Array(rows);
  for (let i = 0; i < rows; i++) {
    codes[i] = random.integer(2);
    const lifetime = (-Math.log(1 - random.uniform()) * 1500) / (1 + 0.1 * codes[i]!);
    const observed = 3650 * random.uniform();
    time[i] = Math.min(lifetime, observed);
    if (isWholeDays) time[i] = Math.floor(time[i]!);
    event[i] = lifetime < observed ? 1 + random.integer(3) : 0;
  }
  return { columns: { time, event }, plan: { codes, labels: ['basic', 'pro'] } };
}

/** Any reason is the event. */
function ofAnyReason({ columns, plan }: GeneratedCustomers): GeneratedCustomers {
  return { columns: { ...columns, event: columns.event.map((reason) => Math.min(reason, 1)) }, plan };
}

const sizes = [
  { rows: 100_000, size: '100k', isLong: false },
  { rows: 1_000_000, size: '1M', isLong: false },
  { rows: 4_000_000, size: '4M', isLong: true },
] as const;

const kaplanMeierCases = sizes.flatMap(({ rows, size, isLong }): StatsCase[] => [
  {
    name: `kaplan-meier ${size}, whole days`,
    rows,
    goalSeconds: rows === 1_000_000 ? 0.4 : null,
    peer: rows === 1_000_000 ? 'R survfit 1.5 s' : null,
    isLong,
    prepare: () => {
      const { columns } = ofAnyReason(customers(rows, true));
      return () => kaplanMeier(columns);
    },
  },
  {
    name: `kaplan-meier ${size}, all times distinct`,
    rows,
    goalSeconds: null,
    peer: null,
    isLong,
    prepare: () => {
      const { columns } = ofAnyReason(customers(rows, false));
      return () => kaplanMeier(columns);
    },
  },
]);

const comparisonCases = sizes.flatMap(({ rows, size, isLong }): StatsCase[] => [
  {
    name: `log-rank ${size}, 2 groups`,
    rows,
    goalSeconds: null,
    peer: null,
    isLong,
    prepare: () => {
      const { columns, plan } = ofAnyReason(customers(rows, true));
      return () => logRank(columns, plan);
    },
  },
  {
    name: `cumulative incidence ${size}, 3 causes, 2 groups, Gray`,
    rows,
    goalSeconds: null,
    peer: null,
    isLong,
    prepare: () => {
      const { columns, plan } = customers(rows, true);
      return () => [cumulativeIncidence(columns, { grouping: plan }), ...[1, 2, 3].map((cause) => grayTest(columns, plan, cause))];
    },
  },
  {
    name: `retention ${size} activities by month`,
    rows,
    goalSeconds: null,
    peer: null,
    isLong,
    prepare: () => {
      const random = randomStream(2);
      const log = { customers: new Int32Array(rows), days: new Float64Array(rows), amounts: new Float64Array(rows) };
      for (let i = 0; i < rows; i++) {
        log.customers[i] = random.integer(Math.ceil(rows / 5));
        log.days[i] = 18_262 + random.integer(1826); // 2020 to 2024
        log.amounts[i] = 10 + random.integer(9000) / 100;
      }
      return () => activityRetention(log);
    },
  },
]);

/** Kaplan-Meier, log-rank, competing risks and retention; Cox has a file of its own. */
export const survivalCases: readonly StatsCase[] = [...kaplanMeierCases, ...comparisonCases];
