import type { CauseHazards } from '../../data/hazard/riskResult.ts';
import { type FitOutcome, type NotEstimable, notEstimable, type Warning } from '../../stats/outcome.ts';
import { type CountingProcess, countingProcess } from '../../stats/survival/countingProcess.ts';
import { type CoxFit, cox } from '../../stats/survival/cox/cox.ts';
import type { Spells } from '../../stats/survival/spellFeatures.ts';
import type { HazardColumn } from './hazardColumns.ts';
import { designColumns, type HazardTerm, hazardDesign, withTheirNumbers } from './hazardDesign.ts';

/** A Cox model with what it needs to be put to use. */
export interface FittedHazards {
  readonly fit: CoxFit;
  readonly terms: readonly HazardTerm[];
  readonly process: CountingProcess;
}

/**
 * Cox's model of when customers leave, by features that count from the day they were measured.
 *
 * What the data cannot carry is left out and said: too few losses for it, the same in every row, a repetition of others, a perfect split.
 *
 * @param cause null: losses by any cause; else its code, the other causes are censored
 * @param until nothing later is known
 */
export function fittedHazards(
  spells: Spells,
  columns: readonly HazardColumn[],
  { cause = null, until, confidenceLevel }: { readonly cause?: number | null; readonly until: number; readonly confidenceLevel: number },
): FitOutcome<FittedHazards> {
  const raw = countingProcess(
    spells,
    columns.map(({ feature }) => feature),
    until,
  );
  const event = raw.columns.event.map((value) => Number(cause === null ? value > 0 : value === cause));
  const values = raw.values.map((column, index) => column.map((value) => columns[index]?.fromValue(value) ?? value));
  const process: CountingProcess = { ...raw, columns: { ...raw.columns, event }, values };
  const design = hazardDesign(columns, values, event);
  const clusters = Int32Array.from(process.spell, (spell) => spells.owner[spell] ?? 0);
  const warnings: Warning[] = [...design.warnings];
  let terms = design.terms;
  for (;;) {
    if (terms.length === 0) return tooFew(event, warnings);
    const outcome = cox(process.columns, designColumns(terms, values), { clusters, confidenceLevel });
    if (outcome.kind === 'fitted') {
      return { kind: 'fitted', fit: { fit: outcome.fit, terms, process }, warnings: [...warnings, ...outcome.warnings] };
    }
    const dropped = columnsAtFault(outcome, terms);
    if (dropped.length === 0) return outcome;
    warnings.push(...dropped.map((subject) => ({ code: outcome.reason, subject, detail: `left out: ${outcome.detail}` })));
    terms = terms.filter(({ name }) => !dropped.includes(name));
  }
}

function tooFew(event: Uint8Array, warnings: readonly Warning[]): NotEstimable {
  const events = event.reduce((sum, value) => sum + value, 0);
  const told = warnings.map(({ subject, detail }) => `${subject}: ${detail}`).join('; ');
  return notEstimable('TOO_FEW_EVENTS', `${events} losses, 10 for each coefficient are needed${told === '' ? '' : ` (${told})`}`);
}

/** Of columns that repeat each other the last one: what was asked for first stays. */
function columnsAtFault({ reason, subjects }: NotEstimable, terms: readonly HazardTerm[]): string[] {
  const named = terms.map(({ name }) => name).filter((name) => subjects.includes(name));
  return reason === 'RANK_DEFICIENT' ? named.slice(-1) : withTheirNumbers(named, terms, reason);
}

/** What is stored of it. */
export function causeHazards(cause: string, outcome: FitOutcome<FittedHazards>): CauseHazards {
  if (outcome.kind === 'notEstimable') {
    return { cause, model: null, estimates: [], tests: [], reason: outcome.reason, detail: outcome.detail };
  }
  const { fit, terms } = outcome.fit;
  return {
    cause,
    model: {
      n: fit.n,
      events: fit.events,
      clusters: fit.clusters,
      seType: fit.seType,
      logLikelihood: fit.logLikelihood,
      likelihoodRatio: fit.likelihoodRatio,
      concordance: fit.concordance.concordance,
      concordanceStdErr: fit.concordance.stdErr,
    },
    estimates: fit.coefficients.map((coefficient, index) => {
      const { key, level, reference } = terms[index] as HazardTerm;
      return { ...coefficient, key, level, reference };
    }),
    tests: fit.proportionalHazards ?? [],
    reason: null,
    detail: null,
  };
}
