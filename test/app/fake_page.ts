import '../../src/app/style.css';
import { mount } from '../../src/app/mount.tsx';
import type { Command } from '../../src/worker/protocol.ts';
import { FakeWorker } from './fake_worker.ts';

declare global {
  interface Window {
    /** What the page told its worker. */
    heard: readonly Command[];
  }
}

const place = document.querySelector('#app');
const worker = new FakeWorker(new URLSearchParams(location.search).get('fake') ?? '');
window.heard = worker.heard;
if (place) mount(place, worker);
