/**
 * The closed list of status and warning codes (definitions.md, section 6) with what each one means:
 * one sentence for the manager who reads the chart and one for the statistician who checks it.
 * A code is stored with the run, so a code is never renamed and never reused.
 */
export const STATUS_CODES = {
  NOT_ENOUGH_DATA: {
    manager: 'There is too little data to say anything reliable here.',
    statistician: 'The number of complete observations is below the minimum of the method, or leaves no residual degrees of freedom.',
  },
  LOW_R2: {
    manager: 'These drivers together explain little of the result: something that was not asked matters more.',
    statistician: 'R squared is below 0.10, so shares of it divide a small quantity.',
  },
  COLLINEAR: {
    manager: 'This driver moves almost in step with others, so its own effect cannot be told apart well.',
    statistician: 'The variance inflation factor exceeds 10.',
  },
  ZERO_VARIANCE: {
    manager: 'This is the same for everybody, so there is nothing to compare.',
    statistician: 'The variable (or the residual) is constant, so moments that divide by its variance are undefined.',
  },
  SEPARATION: {
    manager: 'One driver splits the two outcomes perfectly, so the size of its effect cannot be measured.',
    statistician: 'Complete or quasi-complete separation: the likelihood is monotone and has no finite maximum.',
  },
  SUPPRESSOR: {
    manager: 'Taken alone this driver goes with better scores, but next to the others its effect turns negative: do not act on it alone.',
    statistician: 'The coefficient is negative while the zero-order correlation is positive.',
  },
  TOO_FEW_EVENTS: {
    manager: 'Too few customers have left so far to draw a conclusion.',
    statistician: 'Fewer than 10 events per coefficient, or fewer than 5 events for a curve.',
  },
  PH_VIOLATED: {
    manager: 'The effect of this factor changes as customers grow older, so one number does not describe it.',
    statistician: 'The score test of proportional hazards on km-transformed time has p < 0.01 with |rho| > 0.1.',
  },
  LEFT_TRUNCATED: {
    manager: 'Only customers who had stayed until the records began are seen, so early losses are missing.',
    statistician: 'Observation starts after the time origin: the risk set needs delayed entry.',
  },
  NOT_CONVERGED: {
    manager: 'The calculation did not settle on an answer.',
    statistician: 'The optimiser stopped before the gradient and step tolerances were met.',
  },
  BOUNDARY: {
    manager: 'The best fit lies at the edge of what the model can describe: a simpler model says the same.',
    statistician: 'The maximum of the likelihood lies on the boundary of the parameter space; standard errors are undefined there.',
  },
  SHORT_WINDOW: {
    manager: 'The period observed is too short for this forecast.',
    statistician: 'The observation window is short against the time scale or horizon of the model.',
  },
  INCOMPLETE_PERIOD: {
    manager: 'The last period is not over yet and will still change.',
    statistician: 'The period was not fully observed at the data watermark.',
  },
  LEVERAGE_ONE: {
    manager: 'A single answer decides part of this result alone, so its margin of error cannot be given.',
    statistician: 'An observation has leverage of at least 1 - 1e-10, where the HC3 variance is undefined.',
  },
  INDEFINITE: {
    manager: 'Too many answers are missing in different places to combine them.',
    statistician: 'The correlation matrix is not positive definite and is not repaired.',
  },
  DIRECT_EFFECT: {
    manager: 'This driver also acts on the value directly, not only through loyalty.',
    statistician: 'The path through the mediator does not carry the whole effect: the direct effect differs from zero.',
  },
  EXTRAPOLATED: {
    manager: 'This goes beyond what was ever observed.',
    statistician: 'The prediction lies outside the range of the data used for the fit.',
  },
  STALE: {
    manager: 'Newer data have arrived since this was calculated.',
    statistician: 'The data version is newer than the watermark of the run.',
  },
  LOW_COVERAGE: {
    manager: 'Only a small part of the customers is covered.',
    statistician: 'The share of the population with known values is below the threshold of the analysis.',
  },
  RANK_DEFICIENT: {
    manager: 'One driver repeats what others already say exactly: leave one of them out.',
    statistician: 'The design matrix is exactly collinear to working precision; coefficients are not identified.',
  },
  ROWS_DROPPED: {
    manager: 'Many answers were left out because parts of them were blank.',
    statistician: 'Listwise deletion removed more than 20 % of the rows.',
  },
  MANY_RETURNS: {
    manager: 'Many customers counted as lost came back.',
    statistician: 'The share of churned customers with later activity exceeds 20 %.',
  },
  SPEND_DEPENDS: {
    manager: 'Frequent buyers spend differently per order, so spend is modelled by frequency.',
    statistician: '|Spearman(x, m)| exceeds 0.2, against the independence assumed by the Gamma-Gamma model.',
  },
} as const satisfies Record<string, { readonly manager: string; readonly statistician: string }>;

export type StatusCode = keyof typeof STATUS_CODES;
