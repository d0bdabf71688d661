/** One declared input of a workflow's `workflow_dispatch`. */
export interface WorkflowInput {
  name: string;
  description: string | null;
  required: boolean;
  type: 'string' | 'choice' | 'boolean' | 'number' | 'environment';
  options: string[];
  default: string | null;
}

/** What we need to know of a workflow file before we drive it. */
export interface WorkflowFile {
  path: string;
  /** False when it has no `workflow_dispatch` trigger. */
  dispatchable: boolean;
  inputs: WorkflowInput[];
  /** The `run-name` expression; null when it has none. */
  runName: string | null;
  /** Names of its jobs as they are written, with expressions; absent when it has none. */
  jobs?: string[];
  /** The environments that its jobs enter, as they are written, with expressions; absent when it has no jobs. */
  environments?: string[];
}
