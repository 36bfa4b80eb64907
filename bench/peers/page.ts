import { CpuBackend } from '../../src/cpu/backend.ts';
import { openBackend } from '../../src/open_backend.ts';
import { fourgate, makeModel } from './fourgate.ts';
import { jaxJs } from './jax_js.ts';
import { type Measured, measure, type Peer } from './peer.ts';
import { makeProblem, sizes } from './problem.ts';
import { median, seconds } from './report.ts';

const peers: Readonly<Record<string, Peer>> = {
  fourgate: fourgate('Fourgate (WebGPU)', () => openBackend('webgpu')),
  jaxJs,
};

const problem = makeProblem(1);
const initial = makeModel(new CpuBackend({ precision: 'float64' }), problem).params;

/** One peer: its first step and `steps` timed ones. The command-line runner calls it in this page. */
async function runPeer(peer: string, steps: number): Promise<Measured> {
  const chosen = peers[peer];
  if (!chosen) throw new Error(`no peer ${peer}`);
  return measure(chosen, problem, initial, steps);
}

declare global {
  interface Window {
    runPeer?: typeof runPeer;
  }
}
window.runPeer = runPeer;

const results = document.querySelector('#results');
const say = (line: string) => results?.append(`${line}\n`);
say(
  `Sizes: ${Object.entries(sizes)
    .map(([letter, size]) => `${letter}=${size}`)
    .join(' ')}`,
);
for (const [key, { name }] of Object.entries(peers)) {
  const button = document.createElement('button');
  button.textContent = name;
  button.addEventListener('click', async () => {
    say(`${name}: running`);
    try {
      const { cold, warm, losses } = await runPeer(key, 5);
      say(`${name}: ${seconds(median(warm))} a step, first step ${seconds(cold)}, first loss ${losses[0]?.toFixed(4)}`);
    } catch (error) {
      say(`${name}: ${error}`);
    }
  });
  document.querySelector('#peers')?.append(button);
}
