import { UsageError } from '../cliError.ts';
import { defineCommand } from '../command.ts';

/** Stands for all models in the overview; `main.ts` finds `fit MODEL` itself before it comes here. */
export const fit = defineCommand({
  name: 'fit',
  summary: 'Any model of the engine on a CSV file, without a database',
  usage: ['fit MODEL FILE.csv … [--json]', 'fit MODEL --help'],
  parameters: [],
  options: {},
  notes: [
    'Models:',
    '  ols, drivers, logit, ordinal              what moves an outcome, and how much each driver matters',
    '  km, logrank, cox, cif                     who leaves when, and what hastens it',
    '  bgnbd, paretonbd, gammagamma, sbg         what customers will still buy and are worth',
    '  retention                                 who stays, cohort by cohort',
    '  nps, csat, ces, csi, describe             scores and columns with their doubt',
  ].join('\n'),
  examples: ['earshot fit drivers answers.csv --y overall --x price,support', 'earshot fit km customers.csv --time days --event churned'],
  environment: [],
  run: async () => {
    throw new UsageError('which model?', 'earshot fit --help lists them');
  },
});
