import { useCallback, useEffect, useMemo, useState } from 'react';
import { Blocks } from '../blocks/blocks.tsx';
import { InteractionContext } from '../blocks/interaction.ts';
import { WheelIcon } from '../shell/icons.tsx';
import { api, type Control, type HomeTab, type Outcome } from '../world/api.ts';
import { useSurroundings } from '../world/surroundings.ts';

interface Props {
  handle: string;
  /** Another value means that something in Slack changed. */
  revision: number;
  onAnswer(outcome: Outcome): void;
}

/** The app's Home tab, asked of the bot when it is opened. */
export function Home({ handle, revision, onAnswer }: Props) {
  const { bot } = useSurroundings();
  const [tab, setTab] = useState<HomeTab | null | undefined>(undefined);
  const [busy, setBusy] = useState(false);

  const open = useCallback(async () => setTab(await api.home(handle).catch(() => null)), [handle]);

  useEffect(() => {
    setTab(undefined);
    void open();
  }, [open]);

  useEffect(() => {
    // What the bot publishes meanwhile is shown without opening the tab anew.
    void revision;
    void api.published(handle).then(
      (published) => published && setTab(published),
      () => undefined,
    );
  }, [revision, handle]);

  const interaction = useMemo(
    () => ({
      busy,
      options: async () => [],
      press: async (control: Control) => {
        setBusy(true);
        try {
          onAnswer(await api.press(handle, { home: true }, control));
        } finally {
          setBusy(false);
        }
      },
    }),
    [busy, handle, onAnswer],
  );

  return (
    <section className="home" aria-label={`${bot.name}, Home`}>
      <header className="pane-head">
        <h1>
          <WheelIcon />
          {bot.name}
          <span className="badge">APP</span>
        </h1>
      </header>
      <div className="tabs" role="tablist">
        <button type="button" role="tab" aria-selected="true">
          Home
        </button>
      </div>
      <div className="home-body">
        {tab === undefined && <p className="dialog-note">Opening…</p>}
        {tab === null && <p className="dialog-note">The app has published nothing here. Is the bot running?</p>}
        {tab && (
          <InteractionContext value={interaction}>
            <Blocks blocks={tab.blocks} />
          </InteractionContext>
        )}
      </div>
    </section>
  );
}
