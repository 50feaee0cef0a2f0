/** Money in whole ten-thousandths, as which PostgreSQL keeps it: sums are exact, and so do not depend on the order in which customers come. */
export const moneyUnit = 10_000;
