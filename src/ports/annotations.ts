import type { Region } from '../model/annotation.ts';
import type { Mark } from '../model/mark.ts';
import type { Instant } from '../model/time.ts';

/** What people see on their dashboards of a deployment. All throw `Fault`; the same call may then be made again. */
export interface Annotations {
  /** Opens a region. One that is there under this mark already stays as it is. */
  open(region: Region): Promise<void>;
  /** The region ends at `to`, and says `text` from now on; closed again, it ends at the new `to`. `gone` when a person removed it, or it was never opened. */
  close(mark: Mark, to: Instant, text: string): Promise<'closed' | 'gone'>;
}
