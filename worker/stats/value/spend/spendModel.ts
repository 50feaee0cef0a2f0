/**
 * Where a fit of spend ended. `gammaGamma`: z ~ Gamma(p, ν), ν ~ Gamma(q, v). `identical`: q without bound, every customer has ν = rate.
 * `steady`: p without bound, each customer always spends the same, these amounts being InverseGamma(q, scale).
 */
export type SpendModel =
  | { readonly kind: 'gammaGamma'; readonly p: number; readonly q: number; readonly v: number }
  | { readonly kind: 'identical'; readonly p: number; readonly rate: number }
  | { readonly kind: 'steady'; readonly q: number; readonly scale: number };

/**
 * Mean amount of a purchase expected of a customer who made x repeat purchases of mean m; null where that mean does not exist.
 *
 *   E = p (v + x m) / (p x + q - 1);   identical: p / rate;   steady: m, without a repeat purchase scale / (q - 1)
 *
 * Without a repeat purchase (x = 0) it is the population mean p v / (q - 1), which exists for q > 1 only: below, the tail of the
 * spend between customers is so heavy that no average of it settles.
 *
 * @see Fader & Hardie (2013), The Gamma-Gamma Model of Monetary Value, http://www.brucehardie.com/notes/025/
 */
export function expectedSpendOf(model: SpendModel, x: number, m: number): number | null {
  if (model.kind === 'identical') return model.p / model.rate;
  if (model.kind === 'steady') {
    if (x > 0) return m;
    return model.q > 1 ? model.scale / (model.q - 1) : null;
  }
  const divisor = model.p * x + model.q - 1;
  return divisor > 0 ? (model.p * (model.v + x * (x > 0 ? m : 0))) / divisor : null;
}
