import { render } from 'preact';
import '../../src/app/style.css';
import './style.css';
import { BenchApp } from './bench_app.tsx';
import { offerToCommandLine } from './measure.ts';
import { createState } from './state.ts';

offerToCommandLine();
const place = document.querySelector('#bench');
if (place) render(<BenchApp state={createState()} />, place);
