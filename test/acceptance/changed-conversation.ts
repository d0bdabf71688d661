import type { ChangedExample } from './changed-example.ts';
import { copyExample } from './changed-example.ts';
import type { Conversation } from './conversation.ts';
import { converse } from './conversation.ts';
import type { SandboxWish } from './open-sandbox.ts';

export interface ChangedConversation extends Conversation {
  /** May be changed further; it goes when the conversation is closed. */
  example: ChangedExample;
}

/** A world made of an example in which some files are changed, by name; 20 world seconds pass in a real one. */
export async function converseChanged(
  changes: Record<string, (text: string) => string>,
  wish: Omit<SandboxWish, 'examples'> = {},
): Promise<ChangedConversation> {
  const example = await copyExample(wish.example);
  try {
    for (const [file, by] of Object.entries(changes)) await example.change(file, by);
    const conversation = await converse({ speed: 20, ...wish, examples: example.folder });
    return {
      ...conversation,
      example,
      async close() {
        await conversation.close();
        await example.remove();
      },
    };
  } catch (error) {
    await example.remove();
    throw error;
  }
}
