import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import '@fontsource/lato/latin-400.css';
import '@fontsource/lato/latin-400-italic.css';
import '@fontsource/lato/latin-700.css';
import '@fontsource/lato/latin-900.css';
import 'twemoji-colr-font/twemoji.css';
import 'slack-blocks-to-jsx/dist/style.css';
import './styles/page.css';
import './styles/shell.css';
import './styles/channel.css';
import './styles/blocks.css';
import './styles/controls.css';
import './styles/dialogs.css';

const root = document.getElementById('page');
if (root !== null) createRoot(root).render(<App />);
