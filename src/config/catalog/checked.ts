import type { EnvironmentEntry, PipelineEntry } from './schema.ts';

/** An environment whose keys are held against each other; `roles` are all names under roles. */
export interface Checked {
  name: string;
  environment: EnvironmentEntry;
  path: readonly PropertyKey[];
  roles: readonly string[];
  pipeline: PipelineEntry;
}
