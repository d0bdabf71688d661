import type { Mark } from '../model/mark.ts';
import type { HeldSilence, SilenceWish } from '../model/silence.ts';

/**
 * Alerts that are kept quiet while something is deployed. A silence is a lease: whoever dies leaves none behind.
 * All throw `Fault`; after one it is not known what stands, and the same call may be made again.
 */
export interface Silences {
  /**
   * From now on and until `until` no alert of exactly this scope notifies. Holding it again renews it: of one mark there is one
   * silence, also when an answer was lost or two hold it at the same time. It never ends earlier for being held again.
   * Throws `Fault` of kind `invalid` for a scope that would reach further than its labels say.
   */
  hold(wish: SilenceWish): Promise<HeldSilence>;
  /** The silence of this mark that stands, or null. */
  find(mark: Mark): Promise<HeldSilence | null>;
  /** It ends now. Nothing happens when there is none, or when a person ended it before. */
  end(mark: Mark): Promise<void>;
}
