/** What has to be ended or removed again, in the order in which it came; null when nothing may begin any more. */
let open: Set<() => Promise<unknown>> | null = new Set();

/**
 * Notes how to undo something that was begun, for the case that the bench is interrupted; returns how to forget it. Throws when
 * the bench has been interrupted already, so that nothing begins behind the back of the cleaning.
 */
export function leaves(undo: () => Promise<unknown>): () => void {
  if (open === null) throw new Error('the bench was interrupted');
  open.add(undo);
  return () => void open?.delete(undo);
}

export function interrupted(): boolean {
  return open === null;
}

/** Undoes everything that is still there, the last first, and lets nothing begin any more. Troubles are told, not thrown. */
export async function clearUp(): Promise<void> {
  const left = [...(open ?? [])].reverse();
  open = null;
  for (const undo of left) await undo().catch((error: unknown) => console.error(error));
}
