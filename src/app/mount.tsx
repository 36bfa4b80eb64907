import { render } from 'preact';
import { App } from './app.tsx';
import type { Connection } from './connection.ts';
import { runRequestOf } from './run_request.ts';
import { createStore } from './store.ts';

/** Puts the page into `place`, over a connection to any worker. */
export function mount(place: Element, connection: Connection): void {
  const store = createStore(connection);
  const asked = runRequestOf(location.search);
  const request = asked && 'source' in asked ? asked : undefined;
  if (request) store.startWhenLoaded(request);
  const source = request?.source ?? { kind: 'scenes' };
  if (source.kind === 'scenes') store.load(source);
  if (asked && 'fault' in asked) {
    const { fault } = asked;
    store.fault.value = { during: 'run', name: 'OptionError', message: `${fault.where}: ${fault.found}`, fault };
  }
  render(<App store={store} request={request} />, place);
}
