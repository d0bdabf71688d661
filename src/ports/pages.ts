import type { Mark } from '../model/mark.ts';
import type { Page } from '../model/page.ts';

/** Calls the person on duty. All throw `Fault`; the same call may then be made again. */
export interface Pages {
  /** Opens an incident. While it is open, a page of the same mark is added to it and calls nobody anew. */
  trigger(page: Page): Promise<void>;
  /** The incident of this mark is over. Nothing happens when none is open. */
  resolve(mark: Mark): Promise<void>;
}
