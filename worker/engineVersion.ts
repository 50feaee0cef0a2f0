import manifest from '../package.json' with { type: 'json' };

/** Stored with every result: another version may give other digits. */
export const engineVersion: string = manifest.version;
