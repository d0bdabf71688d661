import { api } from '../world/api.ts';

const statusWords: Record<string, string> = {
  ready: 'Bot is ready',
  starting: 'Bot is starting',
  unready: 'Bot is not ready',
  stopped: 'Bot is stopped',
};

interface Props {
  bot: string;
  onLog(): void;
  report(work: Promise<unknown>, done?: string): void;
}

/** The bot's process: its light, its log, its end and its start. */
export function BotStatus({ bot, report, onLog }: Props) {
  return (
    <div className="bot-status">
      <button type="button" className="bar-button" title="Read the bot's log" onClick={onLog}>
        <span className={`light light-${bot}`} aria-hidden="true" />
        <span role="status">{statusWords[bot] ?? bot}</span>
      </button>
      {bot === 'stopped' ? (
        <button type="button" className="bar-button strong" onClick={() => report(api.startBot())}>
          Start
        </button>
      ) : (
        <button
          type="button"
          className="bar-button strong"
          title="End the bot's process at once, as a crash would"
          onClick={() => report(api.killBot())}
        >
          Kill
        </button>
      )}
    </div>
  );
}
