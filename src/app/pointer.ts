/** Whether the user points with a finger, which has no place before it presses. */
const isCoarse = matchMedia('(pointer: coarse)').matches;

/** How hints begin that say what to press. */
export const PRESS = isCoarse ? 'Tap' : 'Click';

/** How hints begin that say what to point at. */
export const POINT = isCoarse ? 'Tap' : 'Point at';
