import '../../src/app/style.css';
import { mount } from '../../src/app/mount.tsx';
import { FakeWorker } from './fake_worker.ts';

const place = document.querySelector('#app');
if (place) mount(place, new FakeWorker(new URLSearchParams(location.search).get('fake') ?? ''));
