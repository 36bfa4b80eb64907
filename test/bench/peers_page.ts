import { peers } from '../../bench/peers/every_peer.ts';
import { makeModel } from '../../bench/peers/fourgate.ts';
import { peerNames } from '../../bench/peers/names.ts';
import { type Measured, measure } from '../../bench/peers/peer.ts';
import { makeProblem, type Sizes } from '../../bench/peers/problem.ts';
import { CpuBackend } from '../../src/cpu/backend.ts';
import { oneOf } from '../../src/option_checks.ts';

declare global {
  interface Window {
    /** The first step of a peer and `steps` more, from the initial parameters that all peers start from. */
    trainPeer(peer: string, sizes: Sizes, steps: number): Promise<Measured>;
  }
}

window.trainPeer = async (name, sizes, steps) => {
  const load = peers[oneOf('peer', name, peerNames)];
  const problem = makeProblem(1, sizes);
  const { params } = makeModel(new CpuBackend({ precision: 'float64' }), problem);
  return measure(await load(), problem, params, steps);
};
