import './style.css';
import { connectWorker } from './connection.ts';
import { mount } from './mount.tsx';
import { serverKey } from './server_key.ts';

const place = document.querySelector('#app');
const key = await serverKey();
if (place) mount(place, connectWorker(key), key !== undefined);
