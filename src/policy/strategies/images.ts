import type { Workload } from '../../model/delivery.ts';

/** What is put into the container for a version. */
export function imageOf({ image, service }: Pick<Workload, 'image' | 'service'>, ref: string, sha: string): string {
  const words = new Map([
    ['sha', sha],
    ['ref', ref],
    ['service', service],
  ]);
  return image.replace(/\$\{(\w+)\}/g, (whole, word: string) => words.get(word) ?? whole);
}
