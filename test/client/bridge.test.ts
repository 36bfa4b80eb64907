import { afterEach, expect, it, vi } from 'vitest';
import { tellDriver } from '../../src/client/bridge.ts';
import type { Event } from '../../src/worker/protocol.ts';

afterEach(() => vi.unstubAllGlobals());

const paused = (step: number): Event => ({ type: 'paused', step });
const settled = () => new Promise((resolve) => setTimeout(resolve));

it('sends every event at once until a driver falls behind, and then together what occurs meanwhile, in order', async () => {
  const sent: (readonly number[])[] = [];
  const received: (() => void)[] = [];
  vi.stubGlobal('window', {
    fourgateEvents: (events: readonly Event[]) => {
      sent.push(events.map((event) => (event.type === 'paused' ? event.step : Number.NaN)));
      return new Promise<void>((resolve) => received.push(resolve));
    },
  });
  const tell = (from: number, to: number) => {
    for (let step = from; step <= to; step++) tellDriver(paused(step));
  };
  tell(1, 19);
  expect(sent).toEqual(Array.from({ length: 16 }, (_, i) => [i + 1]));
  received.shift()?.();
  await settled();
  expect(sent.slice(16)).toEqual([[17, 18, 19]]);
  tell(20, 21);
  expect(sent).toHaveLength(17);
  for (const receive of received.splice(0)) receive();
  await settled();
  tell(22, 22);
  expect(sent.slice(17)).toEqual([[20, 21], [22]]);
  for (const receive of received.splice(0)) receive();
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
