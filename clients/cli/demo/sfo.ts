/** A real survey: what the demo asks of the airport's travellers, and the two queries that it gives away. */
import { join } from 'node:path';
import { checkout } from '../childProcess.ts';
import type { AnalysisInput } from '../generated/graphql.ts';
import type { DemoFile } from './demoFiles.ts';

const seeds = join(checkout, 'prisma/seeds/sfo');
export const sfoFiles: readonly DemoFile[] = [
  { path: join(seeds, 'sfo-2017-customer-survey.csv'), as: 'responses', codebook: join(seeds, 'codebook.json') },
];

export function satisfactionAnalysis(survey: string): AnalysisInput {
  return {
    name: 'satisfaction',
    kind: 'DRIVERS',
    survey,
    drivers: {
      outcome: 'Q7ALL',
      drivers: ['Q7ART', 'Q7FOOD', 'Q7STORE', 'Q7SIGN', 'Q7WALKWAYS', 'Q7SCREENS', 'Q9BOARDING', 'Q9RESTROOM', 'Q10SAFE'],
    },
    population: { answered: [{ question: 'NETPRO', min: 0, max: 10 }] },
  };
}

/** Short, so that they can be pasted; the demo runs both before it prints them. */
export const pastedQueries = (survey: string): readonly string[] => [
  `{ survey(key: "${survey}") { title nps { estimate ciLow ciHigh n } weighted: nps(weighted: true) { estimate ciLow ciHigh } } }`,
  `{ analysis(name: "satisfaction") { latestRun { state result { ... on DriverResultReady {
    model { rSquared n } drivers { rank label lmgShare estimate ciLow ciHigh priority } } } } } }`,
];
