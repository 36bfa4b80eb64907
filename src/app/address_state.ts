import { effect } from '@preact/signals';
import { type PageSettings, queryOfSettings } from '../client/address.ts';
import { type DecodeOptions, decodingOptions } from '../options/decoding_options.ts';
import type { DecodingState } from './decoding_state.ts';
import type { SetupState } from './setup_state.ts';

/** What the page is set to, of options what differs from the defaults. Reads signals. */
export function pageSettings(setup: SetupState, decoding: DecodingState): PageSettings {
  const differing = differingDecoding(decoding.options.value ?? {});
  return { ...setup.differing.value, ...(Object.keys(differing).length > 0 && { decoding: differing }) };
}

const differingDecoding = (options: DecodeOptions): DecodeOptions =>
  Object.fromEntries(
    Object.entries(options).filter(([name, value]) => value !== decodingOptions[name as keyof DecodeOptions].default),
  );

/** An address that opens a page with these settings, wherever this page is served. */
export const linkTo = (settings: PageSettings): string =>
  `${location.origin}${location.pathname}${queryOfSettings(settings)}`;

/**
 * Keeps the settings in the page's address, where a reload and a bookmark find them. An address that could not be read
 * stays until a setting changes.
 */
export function keepInAddress(setup: SetupState, decoding: DecodingState, refused: boolean): void {
  let keep = !refused;
  effect(() => {
    const query = queryOfSettings(pageSettings(setup, decoding));
    if (keep) history.replaceState(history.state, '', location.pathname + query + location.hash);
    keep = true;
  });
}
