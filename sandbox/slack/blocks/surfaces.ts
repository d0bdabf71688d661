export type Surface = 'message' | 'modal' | 'home';

const everywhere = ['actions', 'context', 'divider', 'header', 'image', 'input', 'rich_text', 'section', 'video'];

/** Which blocks Slack takes where. Where its own documents contradict each other, the narrower reading stands here. */
export const allowedBlocks: Readonly<Record<Surface, ReadonlySet<string>>> = {
  message: new Set([
    ...everywhere,
    'plan',
    'task_card',
    'markdown',
    'context_actions',
    'container',
    'card',
    'carousel',
    'table',
    'data_table',
  ]),
  modal: new Set([...everywhere, 'alert']),
  home: new Set([...everywhere, 'card', 'carousel']),
};

export const maxBlocks: Readonly<Record<Surface, number>> = { message: 50, modal: 100, home: 100 };
