import { type CsiItem, csiIndex, csiScore, type Scale, surveyScore } from '../../../../worker/stats/index.ts';
import { UsageError } from '../../cliError.ts';
import { formatNumber, formatShare } from '../../print/numbers.ts';
import { table } from '../../print/table.ts';
import { inferredScale, scaleOption } from '../answerScale.ts';
import { columnsOption, defineFit, numberOption } from '../fitModel.ts';
import { droppedWarnings } from '../outcomeReport.ts';
import { readSurvey, type SurveyData, surveyOptions } from '../surveyData.ts';
import { inPoints, surveyReport } from '../surveyReport.ts';

export const csiFit = defineFit({
  name: 'csi',
  summary: 'Customer satisfaction index 0-100: weighted sum of the means of several questions, by group and between groups',
  usage: '--x A,B [--weights-of 2,1] [--scale 1-5] [--group G [--segment S]] [--weights W] [--counts N] [--cluster C] [--strata S]',
  options: {
    x: { type: 'string', value: 'A,B', help: 'the questions' },
    'weights-of': { type: 'string', value: '2,1', help: 'weight of each question in the index, in their order (default: equal)' },
    scale: { type: 'string', value: 'MIN-MAX', help: 'scale of all questions, or one each: 1-5,0-10 (default: inferred by question)' },
    ...surveyOptions,
  },
  notes: 'Answers with a blank in any question are left out. Each question is rescaled to 0-100; the weights are divided by their sum.',
  examples: ['earshot fit csi answers.csv --x overall,find,pass --weights-of 0.5,0.3,0.2 --scale 1-5'],
  fit: async (file, values) => {
    const names = columnsOption('x', values.x);
    const weights = weightsOf(names, values['weights-of']);
    const scales = values.scale === undefined ? null : scalesOf(names, values.scale);
    const requests = names.map((name, k) => ({ name, type: { as: 'number', ...scales?.[k] } as const }));
    const data = await readSurvey(file, requests, values);
    const items = names.map((name, k): CsiItem => {
      const answers = data.table.numbers(name);
      return { name, values: answers, scale: scales?.[k] ?? inferredScale(name, answers), weight: weights[k] ?? 0 };
    });
    const rows = itemRows(items, data);
    return surveyReport(
      {
        name: 'csi',
        title: 'CSI',
        kind: csiScore,
        values: csiIndex(items),
        format: inPoints,
        details: () => ({}),
        columns: [],
        extras: { items: rows.map((row) => ({ ...row, scale: { ...row.scale, inferred: scales === null } })) },
        notes: [
          ...itemLines(rows),
          '',
          ...(scales === null ? ['Scales inferred from the answers: say --scale if they are others.'] : []),
          'CSI in points from 0 to 100.',
        ],
        warnings: droppedWarnings(data.table),
      },
      data,
    );
  },
});

function weightsOf(names: readonly string[], text: string | undefined): number[] {
  if (text === undefined) return names.map(() => 1);
  const weights = text.split(',').map((part) => numberOption('weights-of', part, (value) => value >= 0, 'a number from 0 up'));
  if (weights.length !== names.length)
    throw new UsageError(`--weights-of has ${weights.length} weights for ${names.length} questions`, 'say one weight for each of --x');
  if (weights.every((weight) => weight === 0)) throw new UsageError('--weights-of has only zeros', 'say a weight above 0');
  return weights;
}

function scalesOf(names: readonly string[], text: string): Scale[] {
  const scales = text.split(',').map(scaleOption);
  const [first] = scales;
  if (scales.length === 1 && first !== undefined) return names.map(() => first);
  if (scales.length !== names.length)
    throw new UsageError(`--scale has ${scales.length} scales for ${names.length} questions`, 'say one for all, or one for each of --x');
  return scales;
}

interface ItemRow {
  readonly item: string;
  readonly scale: Scale;
  /** of the index, all sum to 1 */
  readonly weight: number;
  readonly mean: number | null;
  /** 0-100 */
  readonly index: number | null;
}

function itemRows(items: readonly CsiItem[], { design }: SurveyData): ItemRow[] {
  const sum = items.reduce((total, { weight }) => total + weight, 0);
  return items.map((item) => {
    const { name, scale, weight } = item;
    const index = surveyScore(csiScore, csiIndex([{ ...item, weight: 1 }]), design).estimate;
    const mean = index === null ? null : scale.min + (index / 100) * (scale.max - scale.min);
    return { item: name, scale, weight: weight / sum, mean, index };
  });
}

function itemLines(rows: readonly ItemRow[]): string[] {
  return table<ItemRow>(
    [
      { title: 'question', cell: ({ item }) => item },
      { title: 'scale', cell: ({ scale }) => `${scale.min}-${scale.max}` },
      { title: 'weight', align: 'right', cell: ({ weight }) => formatShare(weight) },
      { title: 'mean', align: 'right', cell: ({ mean }) => formatNumber(mean, 2) },
      { title: '0-100', align: 'right', cell: ({ index }) => inPoints(index) },
    ],
    rows,
  );
}
