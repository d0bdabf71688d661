import { emoji } from '../blocks/mrkdwn.tsx';
import { FileIcon } from '../shell/icons.tsx';
import type { SharedFile } from '../world/api.ts';

/** Lines of a text file that are shown before one asks for more. */
const previewLines = 8;

/** A file under a message; a text shows its beginning, as a snippet does. */
export function FileCard({ file }: { file: SharedFile }) {
  const lines = file.content?.split('\n') ?? [];
  return (
    <div className="message-file">
      <div className="message-file-head">
        <FileIcon />
        <strong>{file.title ?? file.name}</strong>
        {file.size !== undefined && <small>{file.size} bytes</small>}
      </div>
      {lines.length > 0 && (
        <details open={lines.length <= previewLines}>
          <summary>{lines.length} lines</summary>
          <pre>{file.content}</pre>
        </details>
      )}
    </div>
  );
}

export function Reactions({ of }: { of: { name: string; count: number }[] }) {
  return (
    <div className="reactions">
      {of.map(({ name, count }) => (
        <span className="reaction" key={name}>
          {emoji(name)} {count}
        </span>
      ))}
    </div>
  );
}
