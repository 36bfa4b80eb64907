import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';

/**
 * A component whose code is loaded once it is wanted, because no training needs it; undefined until it is there.
 * @param load imports it
 */
export function useLoaded<P>(load: () => Promise<ComponentType<P>>, wanted = true): ComponentType<P> | undefined {
  const [component, keep] = useState<ComponentType<P>>();
  useEffect(() => {
    if (wanted) void load().then((loaded) => keep(() => loaded));
  }, [wanted]);
  return component;
}
