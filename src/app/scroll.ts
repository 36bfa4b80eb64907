import { useEffect, useRef } from 'preact/hooks';

/** Tells the style sheet the height of the bar of the run. */
let tellHeight = () => {};

/** Scrolls an element to the top of the window, below the bar of the run; at once where less motion is wanted. */
export function scrollBelowBar(element: Element | null, block: 'start' | 'nearest' = 'start'): void {
  const behavior = matchMedia('(prefers-reduced-motion: reduce)').matches ? 'auto' : 'smooth';
  // A window that has just been resized may not have been observed yet.
  tellHeight();
  element?.scrollIntoView({ block, behavior });
}

/** Acts whenever something has been asked for once more; not on what was asked for before there was anything to act on. */
export function useRequests(requests: number, act: () => void): void {
  const before = useRef(requests);
  useEffect(() => {
    if (requests !== before.current) act();
    before.current = requests;
  }, [requests]);
}

/** Scrolls no further than it takes to see an element, and not at all where it is in sight. */
export const scrollIntoSight = (element: Element | null) => scrollBelowBar(element, 'nearest');

/** For the bar of the run: tells the style sheet its height, so that what is scrolled to is not under it. */
export function useBarHeight() {
  const bar = useRef<HTMLElement>(null);
  useEffect(() => {
    const { current: element } = bar;
    if (!element) return;
    tellHeight = () => document.documentElement.style.setProperty('--bar', `${element.offsetHeight}px`);
    const observer = new ResizeObserver(tellHeight);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return bar;
}
