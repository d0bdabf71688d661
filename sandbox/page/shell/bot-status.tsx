import { api, type Bot } from '../world/api.ts';
import { CaretIcon } from './icons.tsx';
import { Menu } from './menu.tsx';

const statusWords: Record<string, string> = {
  ready: 'ready',
  starting: 'starting',
  unready: 'not ready',
  stopped: 'stopped',
  frozen: 'frozen',
};

interface Props {
  bots: Bot[];
  /** Shows the log of that replica. */
  onLog(replica: number): void;
  report(work: Promise<unknown>, done?: string): void;
}

/** The bots' processes: their lights, their logs, and what can be done to them. */
export function BotStatus({ bots, onLog, report }: Props) {
  return (
    <div className="bot-status">
      {bots.map((bot) => (
        <OneBot
          key={bot.replica}
          bot={bot}
          name={bots.length === 1 ? 'Bot' : `Bot ${bot.replica}`}
          {...{ onLog, report }}
        />
      ))}
    </div>
  );
}

function OneBot({ bot, name, onLog, report }: Omit<Props, 'bots'> & { bot: Bot; name: string }) {
  const { replica, status } = bot;
  const act = (what: 'kill' | 'start' | 'freeze' | 'wake') => report(api.actOnBot(what, replica));
  const deeds = [
    ...(status === 'stopped' ? [{ what: 'start' as const, words: 'Start', title: 'Start its process' }] : []),
    ...(status === 'frozen'
      ? [{ what: 'wake' as const, words: 'Wake', title: 'It goes on as if no time had passed' }]
      : []),
    ...(status !== 'stopped' && status !== 'frozen'
      ? [{ what: 'freeze' as const, words: 'Freeze', title: 'It does nothing more, but keeps what it holds' }]
      : []),
    ...(status === 'stopped'
      ? []
      : [{ what: 'kill' as const, words: 'Kill', title: 'End its process at once, as a crash would' }]),
  ];
  return (
    <Menu
      label={`${name}: ${statusWords[status] ?? status}`}
      face={
        <>
          <span className={`light light-${status}`} aria-hidden="true" />
          <span role="status">
            {name} is {statusWords[status] ?? status}
          </span>
          <CaretIcon />
        </>
      }
    >
      {(close) => (
        <>
          {deeds.map(({ what, words, title }) => (
            <button
              type="button"
              role="menuitem"
              key={what}
              className="deed"
              onClick={() => {
                close();
                act(what);
              }}
            >
              <strong>{words}</strong>
              <small>{title}</small>
            </button>
          ))}
          <button
            type="button"
            role="menuitem"
            className="deed"
            onClick={() => {
              close();
              onLog(replica);
            }}
          >
            <strong>Log</strong>
            <small>Read the end of its log</small>
          </button>
        </>
      )}
    </Menu>
  );
}
