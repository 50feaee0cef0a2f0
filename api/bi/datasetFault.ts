import type { DatasetFault } from '../../schema/context.ts';
import { Problem } from '../problem.ts';
import { readDatasetRequest } from './datasetRequest.ts';

/** What is wrong with the address of a dataset, for whoever may read and nothing more. Null: nothing. */
export function datasetFault(url: URL): DatasetFault | null {
  try {
    readDatasetRequest(url, new Set(['read']));
    return null;
  } catch (error) {
    if (error instanceof Problem) return { part: error.status === 404 ? 'dataset' : 'parameters', message: error.message };
    throw error;
  }
}
