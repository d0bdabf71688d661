import { useEffect, useState } from 'react';
import { Dialog } from '../dialogs/dialog.tsx';
import { api } from '../world/api.ts';

/** The end of a bot's own log. */
export function LogDialog({ replica, onClose }: { replica: number; onClose(): void }) {
  const [lines, setLines] = useState<string[]>([]);
  useEffect(() => {
    const read = () =>
      api.botLog(replica, 300).then(
        (log) => setLines(log.lines.toReversed()),
        () => undefined,
      );
    void read();
    const timer = setInterval(read, 1_500);
    return () => clearInterval(timer);
  }, [replica]);
  return (
    <Dialog title="The bot's log, newest first" size="wide" onClose={onClose}>
      <pre className="log">{lines.length === 0 ? 'Nothing yet.' : lines.join('\n')}</pre>
    </Dialog>
  );
}
