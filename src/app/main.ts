import './style.css';
import { connectWorker } from '../client/connection.ts';
import { mount } from './mount.tsx';
import { serverKey } from './server_key.ts';
import { watchPage } from './uncaught_notice.tsx';

const place = document.querySelector('#app');
if (place) {
  watchPage(place);
  const key = await serverKey();
  mount(place, connectWorker(key), key !== undefined);
  // A published page has a manifest, and beside it what keeps the page for visits without a net.
  const installable = document.querySelector('link[rel=manifest]') !== null;
  if (installable) await navigator.serviceWorker?.register('service_worker.js').catch(() => {});
}
