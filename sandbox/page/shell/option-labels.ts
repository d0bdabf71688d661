/** The labels in an answer of the options route, which may list labels or whole options. */
export function optionLabels(answer: unknown): string[] {
  if (!Array.isArray(answer)) return [];
  return answer.flatMap((option: unknown) => {
    if (typeof option === 'string') return [option];
    const { text, label } = (option ?? {}) as { text?: string | { text?: string }; label?: string };
    const found = label ?? (typeof text === 'string' ? text : text?.text);
    return found === undefined ? [] : [found];
  });
}
