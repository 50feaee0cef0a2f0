import { paretoNbd, paretoNbdAt, paretoNbdUncertain } from '../../../../worker/stats/index.ts';
import { defineBuyingModel } from '../buyingModelFit.ts';

export const paretonbdFit = defineBuyingModel({
  name: 'paretonbd',
  summary: 'How often customers will buy and whether they still do (Pareto/NBD)',
  names: ['r', 'alpha', 's', 'beta'],
  notes:
    'r and alpha: rates of buying between customers, r / alpha on average; s and beta: rates of dropping out, s / beta on average. alpha and beta have the unit of time.',
  reading: null,
  example: 'r=0.553,alpha=10.578,s=0.606,beta=11.669',
  fit: paretoNbd,
  at: paretoNbdAt,
  uncertain: paretoNbdUncertain,
});
