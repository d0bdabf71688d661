import type { Button } from '../../src/model/button.ts';
import type { Deployment } from '../../src/model/deployment.ts';
import type { Notice } from '../../src/model/notice.ts';
import { now, person } from '../builders.ts';
import { hostileWatches } from '../watch-builder.ts';

/** A deployment that is or was watched in every way, and what is said of it in the thread. */
export function watchNotices(
  deployment: Deployment,
  { text, many }: { text: string; many: number },
  buttons: Button[],
): Notice[] {
  const list = Array.from({ length: many }, (_, index) => index);
  const people = list.map(() => person('dev', { name: text }));
  const mention = list.map((index) => `U0MANY${index}`);
  return hostileWatches(text, many).flatMap((watch): Notice[] => {
    const watched: Deployment = { ...deployment, watch };
    const card: Notice = { kind: 'deployment', deployment: watched, buttons, approvers: [], now };
    if (watch.state === 'watching' && watch.question)
      return [
        card,
        ...[{}, { waitsFor: many * 60_000 }].map(
          (reminder): Notice => ({
            ...{ kind: 'watch-question', deployment: watched, roles: list.map(() => text), mention, buttons },
            ...reminder,
          }),
        ),
      ];
    if (watch.state !== 'failed') return [card];
    const decides = watch.stays && { decides: { roles: list.map(() => text), mention } };
    return [card, { kind: 'watch-ended', deployment: watched, mention: people, authors: people, ...decides }];
  });
}
