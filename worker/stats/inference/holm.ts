/**
 * Holm's step-down adjustment of p-values: controls the chance of any false finding among them, without assuming independence.
 *
 *   pAdjusted_(i) = max over k <= i of min(1, (m - k + 1) p_(k)),   p_(1) <= ... <= p_(m)
 *
 * A null p-value (not estimable) is not a test: it stays null and does not count in m.
 *
 * @returns in the order given
 * @see Holm (1979), Scand J Statist 6:65-70, https://www.jstor.org/stable/4615733
 */
export function holm(pValues: readonly (number | null)[]): (number | null)[] {
  const tests = pValues.flatMap((pValue, index) => (pValue === null ? [] : [{ pValue, index }]));
  tests.sort((a, b) => a.pValue - b.pValue);
  const adjusted: (number | null)[] = pValues.map(() => null);
  let running = 0;
  tests.forEach(({ pValue, index }, i) => {
    running = Math.max(running, Math.min(1, (tests.length - i) * pValue));
    adjusted[index] = running;
  });
  return adjusted;
}
