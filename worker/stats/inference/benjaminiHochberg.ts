/**
 * Benjamini and Hochberg's step-up adjustment of p-values: among the findings with pAdjusted < q, a share of at most q is expected
 * to be false (tests independent or positively dependent).
 *
 *   pAdjusted_(i) = min over k >= i of min(1, m p_(k) / k),   p_(1) <= ... <= p_(m)
 *
 * A null p-value (not estimable) is not a test: it stays null and does not count in m.
 *
 * @returns in the order given
 * @see Benjamini & Hochberg (1995), J R Statist Soc B 57:289-300, doi:10.1111/j.2517-6161.1995.tb02031.x
 */
export function benjaminiHochberg(pValues: readonly (number | null)[]): (number | null)[] {
  const tests = pValues.flatMap((pValue, index) => (pValue === null ? [] : [{ pValue, index }]));
  tests.sort((a, b) => b.pValue - a.pValue); // from the largest down
  const adjusted: (number | null)[] = pValues.map(() => null);
  let running = 1;
  tests.forEach(({ pValue, index }, i) => {
    running = Math.min(running, (tests.length * pValue) / (tests.length - i));
    adjusted[index] = running;
  });
  return adjusted;
}
