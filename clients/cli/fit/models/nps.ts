import { type NpsScore, npsPoints, npsScore } from '../../../../worker/stats/index.ts';
import { defineFit, requiredOption } from '../fitModel.ts';
import { readSurvey, scoreOption, surveyOptions } from '../surveyData.ts';
import { countColumn, inPoints, surveyReport } from '../surveyReport.ts';

export const npsFit = defineFit({
  name: 'nps',
  summary: 'Net Promoter Score of a 0-10 question, with its interval, by group and between groups',
  usage: '--score S [--group G [--segment S]] [--weights W] [--counts N] [--cluster C] [--strata S]',
  options: { score: scoreOption, ...surveyOptions },
  notes:
    'Promoters gave 9-10, passives 7-8, detractors 0-6. A cell that is no answer (11, say) is named with --na. ' +
    'With --cluster the answers of one customer count together, also across groups and periods.',
  examples: [
    'earshot fit nps answers.csv --score NETPRO --na 11 --group TERM',
    'earshot fit nps answers.csv --score score --group quarter --cluster customer --segment plan',
  ],
  fit: async (file, values) => {
    const score = requiredOption('score', values.score);
    const data = await readSurvey(file, [{ name: score, type: { as: 'number', min: 0, max: 10, whole: true } }], values);
    return surveyReport(
      {
        name: 'nps',
        title: 'NPS',
        kind: npsScore,
        values: npsPoints(data.table.numbers(score)),
        format: inPoints,
        details: ({ promoters, passives, detractors, promoterShare, passiveShare, detractorShare }) => ({
          promoters,
          passives,
          detractors,
          promoterShare,
          passiveShare,
          detractorShare,
        }),
        columns: [
          countColumn<NpsScore>('promoters', ({ promoters }) => promoters),
          countColumn<NpsScore>('passives', ({ passives }) => passives),
          countColumn<NpsScore>('detractors', ({ detractors }) => detractors),
        ],
        notes: [
          'NPS in points from -100 to 100. Its interval (adjusted Wald) is not centred on it: it is drawn towards 0 where answers are few.',
        ],
      },
      data,
    );
  },
});
