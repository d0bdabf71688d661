import { strFromU8, Unzip, UnzipInflate } from 'fflate';

/** Little enough that what it unpacks to, a thousand times as much at worst, can be looked at before the next is unpacked. */
const portion = 16 * 1024;

/**
 * The text of one file of a zip, of at most `most` bytes; what the zip says of its sizes is not believed. Throws when it is no zip.
 */
export function readZipped(
  zip: Uint8Array,
  file: string,
  most: number,
): { text: string } | 'no-such-file' | 'too-large' {
  const parts: Uint8Array[] = [];
  let size = 0;
  let state: 'no-such-file' | 'open' | 'whole' = 'no-such-file';
  const unzip = new Unzip((entry) => {
    if (entry.name !== file || state !== 'no-such-file') return;
    state = 'open';
    entry.ondata = (error, part, final) => {
      if (error) throw error;
      size += part.length;
      if (size <= most) parts.push(part);
      if (final) state = 'whole';
    };
    entry.start();
  });
  unzip.register(UnzipInflate);
  const ended = () => state === 'whole' || size > most;
  for (let at = 0; at < zip.length && !ended(); at += portion) {
    unzip.push(zip.subarray(at, at + portion), at + portion >= zip.length);
  }
  if (size > most) return 'too-large';
  if ((state as string) === 'open') throw new Error(`the zip ends within ${file}`);
  return (state as string) === 'whole' ? { text: strFromU8(Buffer.concat(parts)) } : 'no-such-file';
}
