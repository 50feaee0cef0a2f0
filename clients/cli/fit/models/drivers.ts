import { analyseDrivers, analyseGroups, type DriverAnalysis, type DriverFit, drawsFor } from '../driverAnalysis.ts';
import { driverJson, groupJson } from '../driverJson.ts';
import { driverOptions, driverRequest } from '../driverRequest.ts';
import { differenceLines, driverLines, groupLines, readingLines } from '../driverTables.ts';
import { defineFit, type FitResult } from '../fitModel.ts';
import { droppedWarnings, fitWarnings, refusalReport, warningLines } from '../outcomeReport.ts';
import { readRegression } from '../regressionData.ts';

export const driversFit = defineFit({
  name: 'drivers',
  summary: 'Key drivers: what share of an outcome each question explains, how sure that is, what to do',
  usage: "--y Y --x A,B,C [--forces 'F=A,B;G=C'] [--cluster C] [--missing em]",
  options: driverOptions,
  notes:
    'Importance is the LMG share of R squared (exact up to 24 drivers, sampled with its error beyond); relative weights (Johnson), standardised ' +
    'coefficients and correlations stand beside it, and W says how far they agree. Intervals of shares and ranks come from a bootstrap by cluster ' +
    '(1,000 draws unless they would take more than about 20 seconds; without draws they are null). They never test a driver: p (Holm) of its coefficient does. ' +
    'A categorical driver counts as one force. With --group and draws, differences between the groups are tested, too. ' +
    'With --missing available or em there are no errors but those of the draws.',
  examples: [
    'earshot fit drivers answers.csv --y NPS --x Q1,Q2,Q3 --cluster customer',
    "earshot fit drivers answers.csv --y NPS --x Q1,Q2,Q3,Q4 --forces 'FAIR=Q1,Q2;CONTROL=Q3,Q4' --seed 7",
    'earshot fit drivers answers.csv --y NPS --x Q1,Q2,Q3 --missing em --bootstrap 1000 --json',
    'earshot fit drivers answers.csv --y NPS --x Q1,Q2,Q3 --group brand',
  ],
  fit: async (file, values) => {
    const data = await readRegression(file, values);
    const request = driverRequest(values, data);
    const { n, nDropped } = data.table;
    const { draws, tooLong } = drawsFor(data, request);
    const whole = analyseDrivers(data, request, draws);
    if (whole.outcome.kind === 'notEstimable') return refusalReport('drivers', { n, nDropped }, whole.outcome);
    const { fit } = whole.outcome;
    const grouped = data.group === null ? null : analyseGroups(data, data.group, request, draws);
    const warnings = [...droppedWarnings(data.table), ...whole.outcome.warnings];
    const jsonOf = (one: DriverFit, analysis: DriverAnalysis) => driverJson(one, analysis, request);
    const result: FitResult = {
      model: 'drivers',
      n: fit.model.n,
      nDropped,
      status: 'fitted',
      warnings: fitWarnings(warnings),
      ...jsonOf(fit, whole),
      ...(grouped === null ? {} : { groups: grouped.groups.map((group) => groupJson(group, jsonOf)), differences: grouped.differences }),
    };
    const lines = [
      ...driverLines(fit, whole),
      ...(grouped?.groups.flatMap((group) => groupLines(group, driverLines)) ?? []),
      ...differenceLines(grouped?.differences ?? []),
      ...readingLines(whole.bootstrap, tooLong),
      ...warningLines(warnings),
    ];
    return { result, lines };
  },
});
