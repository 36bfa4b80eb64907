import '../../src/app/style.css';
import { mount } from '../../src/app/mount.tsx';
import { serverKey } from '../../src/app/server_key.ts';
import type { Command } from '../../src/worker/protocol.ts';
import { FakeWorker } from './fake_worker.ts';

declare global {
  interface Window {
    /** What the page told its worker. */
    heard: readonly Command[];
    /** Tells the page what its worker holds back. */
    release: () => void;
  }
}

const place = document.querySelector('#app');
const mayStart = (await serverKey()) !== undefined;
const worker = new FakeWorker(new URLSearchParams(location.search).get('fake') ?? '');
window.heard = worker.heard;
window.release = () => worker.release();
if (place) mount(place, worker, mayStart);
