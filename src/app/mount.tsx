import { render } from 'preact';
import type { Connection } from '../client/connection.ts';
import { runRequestOf } from '../client/run_request.ts';
import { keepInAddress } from './address_state.ts';
import { App } from './app.tsx';
import { createIntake } from './intake.ts';
import { createSetupState } from './setup_state.ts';
import { createStore } from './store.ts';

/**
 * Puts the page into `place`, over a connection to any worker.
 * @param mayStart whether a run that the address requests starts automatically: any site can make up an address
 */
export function mount(place: Element, connection: Connection, mayStart: boolean): void {
  const asked = runRequestOf(location.search, mayStart);
  const request = asked && 'source' in asked ? asked : undefined;
  const store = createStore(connection, request);
  const source = request?.source ?? { kind: 'scenes' };
  // A resumed run records its own data.
  if (source.kind === 'scenes' && !request?.resume) store.run.load(source);
  if (asked && 'fault' in asked) {
    const { fault } = asked;
    store.run.fault.value = { during: 'run', name: 'OptionError', message: `${fault.where}: ${fault.found}`, fault };
  }
  const setup = createSetupState(store, request);
  keepInAddress(setup, store.decoding, asked !== undefined && 'fault' in asked);
  render(<App store={store} setup={setup} intake={createIntake(store, setup)} />, place);
}
