import fc from 'fast-check';

/**
 * Property tests draw the same cases in every run, so that a run that fails fails again. `PROPERTY_SEED=random npm test` (or a number)
 * looks at others; fast-check prints the seed of what it finds.
 */
const asked = process.env.PROPERTY_SEED;
if (asked !== 'random') fc.configureGlobal({ seed: asked === undefined ? 1 : Number(asked) });
