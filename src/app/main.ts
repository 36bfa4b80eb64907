import './style.css';
import { connectWorker } from './connection.ts';
import { mount } from './mount.tsx';

const place = document.querySelector('#app');
if (place) mount(place, connectWorker());
