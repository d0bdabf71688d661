import type { Directory } from '../world/api.ts';
import { HashIcon, WheelIcon } from './icons.tsx';

export type Place = { kind: 'channel'; name: string } | { kind: 'home' } | { kind: 'direct' };

interface Props {
  /** What the direct messages of this person are called among the channels. */
  direct: string;
  directory: Directory;
  place: Place;
  /** Channels with messages that this person has not seen. */
  unread: ReadonlySet<string>;
  /** Those of them that address this person. */
  mentions: ReadonlyMap<string, number>;
  go(place: Place): void;
}

export function Sidebar({ direct, directory, place, unread, mentions, go }: Props) {
  const news = unread.has(direct) && place.kind !== 'direct';
  const [owner = ''] = directory.repository.split('/');
  return (
    <nav className="sidebar" aria-label="Workspace">
      <div className="workspace-name">
        <strong>{owner === '' ? 'Workspace' : owner[0]?.toUpperCase() + owner.slice(1)}</strong>
        <small>{directory.example}</small>
      </div>
      <h2 className="sidebar-head">Channels</h2>
      <ul>
        {directory.channels.map(({ id, name }) => {
          const here = place.kind === 'channel' && place.name === name;
          const fresh = unread.has(name) && !here;
          const count = mentions.get(name) ?? 0;
          return (
            <li key={id}>
              <button
                type="button"
                className={`sidebar-item ${here ? 'here' : ''} ${fresh ? 'unread' : ''}`}
                aria-current={here ? 'page' : undefined}
                onClick={() => go({ kind: 'channel', name })}
              >
                <HashIcon />
                <span>{name}</span>
                {fresh && count > 0 && <span className="mention-count">{count}</span>}
                {fresh && count === 0 && <span className="unread-dot" role="img" aria-label="unread messages" />}
              </button>
            </li>
          );
        })}
      </ul>
      <h2 className="sidebar-head">Apps</h2>
      <ul>
        <li>
          <button
            type="button"
            className={`sidebar-item ${place.kind === 'home' ? 'here' : ''}`}
            aria-current={place.kind === 'home' ? 'page' : undefined}
            onClick={() => go({ kind: 'home' })}
          >
            <WheelIcon />
            <span>{directory.bot.name}</span>
          </button>
        </li>
        <li>
          <button
            type="button"
            className={`sidebar-item ${place.kind === 'direct' ? 'here' : ''} ${news ? 'unread' : ''}`}
            aria-current={place.kind === 'direct' ? 'page' : undefined}
            onClick={() => go({ kind: 'direct' })}
          >
            <WheelIcon />
            <span>Direct messages</span>
            {news && <span className="unread-dot" role="img" aria-label="unread messages" />}
          </button>
        </li>
      </ul>
    </nav>
  );
}
