/** What this checkout is, and how its processes say so to the database: by the names of the sessions that listen, on whatever host. */
import manifest from '../package.json' with { type: 'json' };

export const release: string = manifest.version;
/** The versions of Node that it runs on. */
export const nodeRange: string = manifest.engines.node;

/** One session of each API has this name and no other: `doctor` counts them. */
export const listenerOfApi = `earshot api listen ${release}`;
/** Sessions of a worker beside those of its threads and its queue. */
export const sessionsOfWorker = `earshot worker ${release}`;
