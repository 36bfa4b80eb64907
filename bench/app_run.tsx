import { render } from 'preact';
import { App } from '../src/app/app.tsx';
import { createIntake } from '../src/app/intake.ts';
import { createSetupState } from '../src/app/setup_state.ts';
import { createStore } from '../src/app/store.ts';
import type { RunRequest } from '../src/client/run_request.ts';
import type { Command, Event } from '../src/worker/protocol.ts';

/**
 * Runs the app in this page and watches the page's own thread.
 * @returns milliseconds of its longest task, 0 for none of 50 ms, `undefined` where the browser does not tell of tasks
 * @throws Error when the run fails
 */
export async function longestTaskOf(request: RunRequest): Promise<number | undefined> {
  if (!PerformanceObserver.supportedEntryTypes.includes('longtask')) return undefined;
  const durations: number[] = [];
  const note = (entries: PerformanceEntryList) => durations.push(...entries.map(({ duration }) => duration));
  const observer = new PerformanceObserver((list) => note(list.getEntries()));
  observer.observe({ type: 'longtask' });
  const place = document.body.appendChild(document.createElement('div'));
  const worker = new Worker(new URL('./app_worker.ts', import.meta.url), { type: 'module' });
  try {
    await finished(place, worker, request);
    await new Promise(requestAnimationFrame);
    note(observer.takeRecords());
  } finally {
    observer.disconnect();
    worker.terminate();
    render(null, place);
    place.remove();
  }
  return Math.max(0, ...durations);
}

function finished(place: Element, worker: Worker, request: RunRequest): Promise<void> {
  return new Promise((resolve, reject) => {
    const listen = (listener: (event: Event) => void) =>
      worker.addEventListener('message', ({ data }: MessageEvent<Event>) => listener(data));
    const store = createStore({ send: (command: Command) => worker.postMessage(command), listen }, request);
    const setup = createSetupState(store, request);
    listen((event) => {
      if (event.type === 'finished') resolve();
      if (event.type === 'failed') reject(new Error(event.message));
    });
    worker.addEventListener('error', ({ message }) => reject(new Error(message)));
    render(<App store={store} setup={setup} intake={createIntake(store, setup)} />, place);
    if (request.source.kind === 'scenes') store.run.load(request.source);
  });
}
