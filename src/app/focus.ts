const CONTROLS = ['button', 'input', 'select', 'summary', 'a[href]', '[tabindex="0"]'].join(', ');

const isUsable = (element: HTMLElement) => !element.matches(':disabled') && element.getClientRects().length > 0;

/**
 * Keeps the keyboard's place in the page. A control that is disabled or goes away takes the focus with it: it comes back
 * with the control, or goes to the next one, and where none follows to the one before.
 * @returns what ends it
 */
export function keepFocus(page: HTMLElement): () => void {
  let last: HTMLElement | undefined;
  const remember = ({ target }: FocusEvent) => {
    if (target instanceof HTMLElement) last = target;
  };
  const forget = () => {
    last = undefined;
  };
  const observer = new MutationObserver((records) => {
    if (!last || document.activeElement !== document.body) return;
    if (!last.isConnected) neighbourOf(last, records, page)?.focus();
    else if (isUsable(last)) last.focus({ preventScroll: true });
  });
  observer.observe(page, { subtree: true, childList: true, attributeFilter: ['disabled'] });
  page.addEventListener('focusin', remember);
  // Whoever points elsewhere means to leave.
  page.addEventListener('pointerdown', forget, true);
  return () => {
    observer.disconnect();
    page.removeEventListener('focusin', remember);
    page.removeEventListener('pointerdown', forget, true);
  };
}

/** The control that stands nearest to where a removed one was. */
function neighbourOf(removed: Node, records: readonly MutationRecord[], page: Element): HTMLElement | undefined {
  const record = records.find(({ removedNodes }) => [...removedNodes].some((node) => node.contains(removed)));
  if (!record) return undefined;
  const controls = [...page.querySelectorAll<HTMLElement>(CONTROLS)].filter(isUsable);
  const { target, nextSibling } = record;
  const follows = nextSibling?.isConnected
    ? (one: Node) => isAfter(one, nextSibling) || nextSibling.contains(one)
    : (one: Node) => isAfter(one, target) && !target.contains(one);
  return controls.find(follows) ?? controls.at(-1);
}

const isAfter = (one: Node, other: Node) =>
  (other.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0;
