const CONTROLS = ['button', 'input', 'select', 'summary', 'a[href]', '[tabindex="0"]'].join(', ');

const isUsable = (element: HTMLElement) => !element.matches(':disabled') && element.getClientRects().length > 0;

/**
 * Keeps the keyboard's place in the page. A control that is disabled or removed loses the focus: it returns with the
 * control, or moves to the next one or, without one, to the previous.
 * @returns a function that stops this
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
  // A click elsewhere is meant to move the focus.
  page.addEventListener('pointerdown', forget, true);
  return () => {
    observer.disconnect();
    page.removeEventListener('focusin', remember);
    page.removeEventListener('pointerdown', forget, true);
  };
}

/** The control that the place of a removed one names as the next (`data-next`, a selector), or else the nearest one. */
function neighbourOf(removed: Node, records: readonly MutationRecord[], page: Element): HTMLElement | undefined {
  const record = records.find(({ removedNodes }) => [...removedNodes].some((node) => node.contains(removed)));
  if (!record) return undefined;
  const controls = [...page.querySelectorAll<HTMLElement>(CONTROLS)].filter(isUsable);
  const { target, nextSibling } = record;
  const named = target instanceof Element && target.closest<HTMLElement>('[data-next]')?.dataset.next;
  const next = named && controls.find((one) => one.matches(named));
  if (next) return next;
  const follows = nextSibling?.isConnected
    ? (one: Node) => isAfter(one, nextSibling) || nextSibling.contains(one)
    : (one: Node) => isAfter(one, target) && !target.contains(one);
  return controls.find(follows) ?? controls.at(-1);
}

const isAfter = (one: Node, other: Node) =>
  (other.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0;
