/** The libraries that can do the same training step, Fourgate first; light enough for the command line. */
export const peerNames = ['fourgate', 'jaxJs', 'jaxJsWasm', 'tensorflowJs'] as const;
export type PeerName = (typeof peerNames)[number];
