/** What can look at pictures, Fourgate first; light enough for the command line. */
export const picturePeerNames = ['fourgate', 'cpu', 'tensorflowJs'] as const;
export type PicturePeerName = (typeof picturePeerNames)[number];
