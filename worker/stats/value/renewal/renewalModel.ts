/**
 * Where a fit of renewals ended. `sbg`: each customer leaves at every renewal with her own probability, Beta(alpha, beta) over customers.
 * `geometric`: alpha and beta without bound, everybody with the same probability `churn`. `polarised`: alpha and beta down to 0, a share
 * `churn` leaves at the first renewal and the others never.
 */
export type RenewalModel =
  | { readonly kind: 'sbg'; readonly alpha: number; readonly beta: number }
  | { readonly kind: 'geometric'; readonly churn: number }
  | { readonly kind: 'polarised'; readonly churn: number };

/**
 * Share of the customers still there who make renewal t = 1, 2, …
 *
 *   r_t = (beta + t - 1) / (alpha + beta + t - 1)
 *
 * It rises with t, though nobody becomes more loyal: those who leave easily have left.
 */
export function renewalRate(model: RenewalModel, t: number): number {
  if (model.kind === 'sbg') return (model.beta + t - 1) / (model.alpha + model.beta + t - 1);
  return model.kind === 'geometric' || t === 1 ? 1 - model.churn : 1;
}
