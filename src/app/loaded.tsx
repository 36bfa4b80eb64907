import type { ComponentType } from 'preact';
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';

/**
 * Loads a part of the page, unless its server does not answer: browsers remember a failed import until the page is reloaded, so
 * that none may begin in vain.
 * @param load imports it
 * @throws TypeError where the server does not answer
 */
export async function loadPart<T>(load: () => Promise<T>): Promise<T> {
  // A service worker keeps what most visits use, and its answer is no sign of a server.
  const { serviceWorker } = navigator as Partial<Navigator>;
  if (!serviceWorker?.controller) await fetch(location.href, { method: 'HEAD', cache: 'no-store' });
  return load();
}

interface Later<T> {
  /** Loads the part, unless it is there, and uses it. */
  act(use: (part: T) => void): void;
  /** Says that the part cannot be loaded, and tries again when asked; undefined unless that has happened. */
  readonly Missing: ComponentType | undefined;
}

/** What some actions need, whose code is loaded with the first of them. @param load imports it */
export function useLater<T extends object>(load: () => Promise<T>): Later<T> {
  const part = useRef<Promise<T | undefined>>();
  const last = useRef<(part: T) => void>();
  const [failed, fail] = useState(false);
  const act = useCallback(async (use: (part: T) => void) => {
    last.current = use;
    part.current ??= loadPart(load).catch(() => undefined);
    const there = await part.current;
    if (!there) part.current = undefined;
    fail(!there);
    if (there) use(there);
  }, []);
  const Missing = useCallback(() => <NotLoaded retry={async () => last.current && act(last.current)} />, []);
  return { act, Missing: failed ? Missing : undefined };
}

/**
 * A component whose code is loaded once it is wanted, because no training needs it; undefined until it is there. Where it cannot
 * be loaded, one that says so.
 * @param load imports it
 */
export function useLoaded<P>(load: () => Promise<ComponentType<P>>, wanted = true): ComponentType<P> | undefined {
  const [component, keep] = useState<ComponentType<P>>();
  const { act, Missing } = useLater(async () => ({ loaded: await load() }));
  useEffect(() => {
    if (wanted) act(({ loaded }) => keep(() => loaded));
  }, [wanted]);
  return component ?? (Missing as ComponentType<P> | undefined);
}

function NotLoaded({ retry }: { readonly retry: () => Promise<unknown> }) {
  const [trying, setTrying] = useState(false);
  const again = async () => {
    setTrying(true);
    await retry();
    setTrying(false);
  };
  return (
    <p class="warning not-loaded" role="alert">
      This part of the page cannot be loaded: the server of this page does not answer.{' '}
      <button type="button" aria-disabled={trying} onClick={() => void again()}>
        {trying ? 'Trying …' : 'Retry'}
      </button>
    </p>
  );
}
