import { afterEach, expect, it, vi } from 'vitest';
import { tellDriver } from '../../src/client/bridge.ts';
import type { Event } from '../../src/worker/protocol.ts';

afterEach(() => vi.unstubAllGlobals());

const paused = (step: number): Event => ({ type: 'paused', step });
const settled = () => new Promise((resolve) => setTimeout(resolve));

it('sends one message at a time, and with the next all that has occurred meanwhile, in order', async () => {
  const sent: (readonly Event[])[] = [];
  let received = () => {};
  vi.stubGlobal('window', {
    fourgateEvents: (events: readonly Event[]) => {
      sent.push(events);
      return new Promise<void>((resolve) => {
        received = resolve;
      });
    },
  });
  for (const step of [1, 2, 3]) tellDriver(paused(step));
  expect(sent).toEqual([[paused(1)]]);
  received();
  await settled();
  tellDriver(paused(4));
  expect(sent).toEqual([[paused(1)], [paused(2), paused(3)]]);
  received();
  await settled();
  received();
  await settled();
  tellDriver(paused(5));
  expect(sent.slice(2)).toEqual([[paused(4)], [paused(5)]]);
  received();
  await settled();
});

it('keeps nothing for a driver that is not there', async () => {
  vi.stubGlobal('window', {});
  tellDriver(paused(1));
  const sent: (readonly Event[])[] = [];
  vi.stubGlobal('window', { fourgateEvents: async (events: readonly Event[]) => void sent.push(events) });
  tellDriver(paused(2));
  await settled();
  expect(sent).toEqual([[paused(2)]]);
});
