import { useEffect, useState } from 'react';
import { Dialog } from '../dialogs/dialog.tsx';
import { api, type TrafficEntry } from '../world/api.ts';

/** How many of the newest entries are drawn. */
const shown = 300;

/** What the bot asked of the world and was told, newest first. */
export function TrafficDialog({ onClose }: { onClose(): void }) {
  const [entries, setEntries] = useState<TrafficEntry[]>([]);
  const [counts, setCounts] = useState<Record<string, number>>({});
  const [world, setWorld] = useState('');

  useEffect(() => {
    const read = () =>
      api.traffic(0).then(
        (traffic) => {
          setEntries(traffic.entries.slice(-2_000).reverse());
          setCounts(traffic.counts);
        },
        () => undefined,
      );
    void read();
    const timer = setInterval(read, 1_500);
    return () => clearInterval(timer);
  }, []);

  const list = entries
    .filter((entry) => (world === '' ? entry.world !== 'clock' : entry.world === world))
    .slice(0, shown);
  return (
    <Dialog title="Traffic" size="wide" onClose={onClose}>
      <fieldset className="traffic-filter" aria-label="World">
        {['', 'slack', 'github', 'clock'].map((one) => (
          <button type="button" key={one} className="quiet" aria-pressed={world === one} onClick={() => setWorld(one)}>
            {one === '' ? 'Slack and GitHub' : one}
          </button>
        ))}
        <a href="/api/traffic" target="_blank" rel="noreferrer">
          as JSON
        </a>
      </fieldset>
      <p className="dialog-note">
        {Object.entries(counts)
          .filter(([kind]) => world === '' || kind.startsWith(world))
          .map(([kind, count]) => `${kind} ${count}`)
          .join(' · ')}
      </p>
      <ol className="traffic">
        {list.map((entry) => (
          <li key={entry.seq}>
            <details>
              <summary>
                <span className="traffic-seq">{entry.seq}</span>
                <span className={`traffic-way ${entry.direction}`}>
                  {entry.direction === 'from-bot' ? 'bot →' : '→ bot'} {entry.world}
                </span>
                <code>
                  {entry.method} {entry.path}
                </code>
                <span className="traffic-kind">{entry.kind}</span>
                <span className={entry.status >= 400 || entry.status === 0 ? 'status-bad' : 'status-good'}>
                  {entry.status}
                </span>
              </summary>
              <pre>{JSON.stringify({ request: entry.request, response: entry.response }, null, 2)}</pre>
            </details>
          </li>
        ))}
      </ol>
    </Dialog>
  );
}
