/** Whether a key goes into a field or a dialog, and means nothing else. */
export function isTyping(event: Event): boolean {
  return event
    .composedPath()
    .some(
      (target) => target instanceof HTMLElement && target.matches("input, textarea, select, dialog, [contenteditable]"),
    );
}
