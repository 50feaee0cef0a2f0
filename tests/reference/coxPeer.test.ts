import { describe, expect, it } from 'vitest';
import {
  type CoxFit,
  type CoxTies,
  coxLinearPredictor,
  coxOfCause,
  coxPrediction,
  type NamedColumn,
  type TimeTransform,
} from '../../worker/stats/index.ts';
import { fitOf, fitted, models, survivalColumns, transforms, worst } from './coxCase.ts';
import { digits, type Named, readCase, readJson } from './readCase.ts';

interface PeerPrediction {
  readonly row: Named;
  readonly times: readonly number[];
  readonly survival: readonly number[];
  readonly stdErr: readonly number[];
  readonly ciLow: readonly number[];
  readonly ciHigh: readonly number[];
}
type PeerZph = Record<TimeTransform, { readonly chiSquare: Named; readonly pValue: Named; readonly rho: Named }>;
interface PeerConcordance {
  readonly concordance: number;
  readonly stdErr: number;
}
interface Peer {
  readonly lung: Record<CoxTies, { zph: PeerZph; predictions: readonly PeerPrediction[]; linearPredictor: readonly number[] }>;
  readonly strata: { concordance: PeerConcordance; zph: PeerZph; predictions: readonly PeerPrediction[] };
  readonly heart: { clustered: PeerConcordance; unclustered: PeerConcordance; zph: PeerZph; predictions: readonly PeerPrediction[] };
  readonly death: { concordance: PeerConcordance; zph: PeerZph };
}

const asColumns = (rows: readonly Named[], names: readonly string[]): NamedColumn[] =>
  names.map((name) => ({ name, values: Float64Array.from(rows, (row) => row[name]!) }));

// cox-r/generate.R: R 4.2.2, survival 3.5-3. R keeps about 13 digits of these.
describe('cox-r: what the cases leave out, against R', () => {
  const { expected: peer } = readJson<{ expected: Peer }>('./cox-r/expected.json');
  const [lung, strata, heart] = ['survival-lung', 'survival-strata', 'survival-countingprocess'].map(
    (id) => models.find((model) => model.id === id)!,
  );

  function expectZph(refit: (timeTransform: TimeTransform) => CoxFit, expected: PeerZph): void {
    for (const transform of transforms) {
      for (const { term, chiSquare, pValue, rho } of refit(transform).proportionalHazards!) {
        expect(digits(chiSquare, expected[transform].chiSquare[term]!)).toBeGreaterThan(12);
        expect(digits(pValue, expected[transform].pValue[term]!)).toBeGreaterThan(12);
        if (term === 'GLOBAL') expect(rho).toBeNull();
        else expect(digits(rho, expected[transform].rho[term]!)).toBeGreaterThan(11.5);
      }
    }
  }
  function expectPredictions(fit: CoxFit, predictions: readonly PeerPrediction[], stratum?: string): void {
    for (const { row, times, survival, stdErr, ciLow, ciHigh } of predictions) {
      const names = fit.coefficients.map(({ name }) => name);
      const options = { strata: stratum === undefined ? undefined : [String(row[stratum])] };
      const [points] = coxPrediction(fit, asColumns([row], names), Float64Array.from(times), options);
      expect(
        worst(
          points!.map((point) => point.survival),
          survival,
        ),
      ).toBeGreaterThan(12);
      expect(
        worst(
          points!.map((point) => point.stdErr),
          stdErr,
        ),
      ).toBeGreaterThan(12);
      expect(
        worst(
          points!.map((point) => point.ciLow),
          ciLow,
        ),
      ).toBeGreaterThan(12);
      expect(
        worst(
          points!.map((point) => point.ciHigh),
          ciHigh,
        ),
      ).toBeGreaterThan(12);
    }
  }
  const expectPeerConcordance = ({ concordance }: CoxFit, expected: PeerConcordance): void => {
    expect(digits(concordance.concordance, expected.concordance)).toBeGreaterThan(13);
    expect(digits(concordance.stdErr, expected.stdErr)).toBeGreaterThan(12);
  };

  it.each(['efron', 'breslow'] as const)('lung, %s: rho, predicted survival with error and interval, linear predictor', (ties) => {
    const { zph, predictions, linearPredictor } = peer.lung[ties];
    const { fit } = fitOf(lung!, ties);
    expectZph((timeTransform) => fitOf(lung!, ties, { timeTransform }).fit, zph);
    expectPredictions(fit, predictions);
    const rows = asColumns(
      predictions.map(({ row }) => row),
      ['ph_ecog', 'sex', 'age'],
    );
    expect(worst(coxLinearPredictor(fit, rows), linearPredictor)).toBeGreaterThan(13);
  });
  it('strata: error of the concordance, proportional hazards, predictions in each stratum', () => {
    const { fit } = fitOf(strata!, 'efron');
    expectPeerConcordance(fit, peer.strata.concordance);
    expectZph((timeTransform) => fitOf(strata!, 'efron', { timeTransform }).fit, peer.strata.zph);
    expectPredictions(fit, peer.strata.predictions, 'sex');
  });
  it('delayed entry: error of the concordance with and without clusters, proportional hazards, predictions', () => {
    const { fit } = fitOf(heart!, 'efron');
    expectPeerConcordance(fit, peer.heart.clustered);
    expectPeerConcordance(fitOf(heart!, 'efron', { clusters: undefined }).fit, peer.heart.unclustered);
    expectZph((timeTransform) => fitOf(heart!, 'efron', { timeTransform }).fit, peer.heart.zph);
    expectPredictions(fit, peer.heart.predictions);
  });
  it('many ties in time and in risk: error of the concordance; age acts more with time, and PH_VIOLATED says so', () => {
    const reference = readCase<unknown>('survival-competing-risks');
    const columns = survivalColumns(reference, { time: 'time', event: 'event' });
    const refit = (timeTransform: TimeTransform) => coxOfCause(columns, 2, ['age', 'male'].map(reference.column), { timeTransform });
    expectPeerConcordance(fitted(refit('km')), peer.death.concordance);
    expectZph((timeTransform) => fitted(refit(timeTransform)), peer.death.zph);
    const outcome = refit('km');
    expect(outcome.kind === 'fitted' && outcome.warnings).toEqual([expect.objectContaining({ code: 'PH_VIOLATED', subject: 'age' })]);
  });
});
