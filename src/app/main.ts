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
}
