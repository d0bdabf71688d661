import { createRequire } from 'node:module';

export const fontFamily = 'Noto Sans';

/** Where the font's files are. They come by npm: a container has often no font at all, and text would silently be missing. */
export function fontFiles(): string[] {
  const { resolve } = createRequire(import.meta.url);
  return ['400Regular/NotoSans_400Regular.ttf', '600SemiBold/NotoSans_600SemiBold.ttf'].map((file) =>
    resolve(`@expo-google-fonts/noto-sans/${file}`),
  );
}
