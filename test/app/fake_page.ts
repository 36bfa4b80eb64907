import '../../src/app/style.css';
import { mount } from '../../src/app/mount.tsx';
import { serverKey } from '../../src/app/server_key.ts';
import { watchPage } from '../../src/app/uncaught_notice.tsx';
import type { Command } from '../../src/worker/protocol.ts';
import { FakeWorker } from './fake_worker.ts';

declare global {
  interface Window {
    /** What the page told its worker. */
    heard: readonly Command[];
    /** Tells the page what its worker holds back. */
    release: () => void;
    /** An error that nobody catches, in a script of the page: one that a test brings along may not be looked into. */
    plant: (how: 'thrown' | 'rejected') => void;
  }
}

const place = document.querySelector('#app');
const mayStart = (await serverKey()) !== undefined;
const worker = new FakeWorker(new URLSearchParams(location.hash.slice(1)).get('fake') ?? '');
window.heard = worker.heard;
window.plant = (how) => {
  const planted = new TypeError('planted');
  if (how === 'rejected') void Promise.reject(planted);
  else
    setTimeout(() => {
      throw planted;
    });
};
window.release = () => worker.release();
if (place) {
  watchPage(place);
  mount(place, worker, mayStart);
}
