import type { Notice } from '../model/notice.ts';
import type { Message } from './blocks.ts';
import { section } from './blocks.ts';
import { logBlocks } from './log.ts';
import { code, esc } from './text.ts';

const most = 6;
const logLimit = 1_500;

/** In the thread: what pods that did not run said last. They are gone when somebody reads it. */
export function podsSaidView({ pods }: Extract<Notice, { kind: 'pods-said' }>): Message {
  const services = [...new Set(pods.map(({ service }) => service))].join(', ');
  return {
    text: `What the pods of ${esc(services, 200)} said last`,
    blocks: [
      section([':page_facing_up: *What its pods said last*, before they were taken away:']),
      ...pods
        .slice(0, most)
        .flatMap(({ service, pod, lines }) => [
          section([`*${esc(service, 60)}* ${code(pod, 120)}`]),
          ...logBlocks(lines, logLimit),
        ]),
    ],
  };
}
