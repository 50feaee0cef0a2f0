/**
 * How many distinct customers a number needs behind it: the two thresholds of definitions.md, section 1. An anonymous answer counts as one.
 *
 * Below the first it is hidden (primary suppression, in the words of statistical disclosure control), and with it what it would follow from
 * (complementary suppression): `hiddenGroups`, `hiddenCells`, `withoutFew` and `curveEnds` find that, each in results of another form.
 * Below the second, which protects nobody, it is shown with its interval, as not reliable, and not compared.
 */
export const PRIVACY_CUSTOMERS = 10;
export const RELIABLE_CUSTOMERS = 30;
