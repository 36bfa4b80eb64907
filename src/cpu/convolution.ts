import type {
  convolutionBackwardBias as backwardBias,
  convolutionBackwardInput as backwardInput,
  convolutionBackwardWeight as backwardWeight,
  convolutionForward as forward,
} from '../ops/convolution.ts';
import { addProducts, addRowDots, BLOCK, inBlocks, loadRow, rowsOf } from './matrix.ts';
import type { Twin } from './twin.ts';
import { cornersOf, visitWindow, visitWindows } from './windows.ts';

export const convolutionForward: Twin<typeof forward> = (sizes, { x, w, b, y }, flags) => {
  const { N, P, Q, R, S, C, F, G, f_first } = sizes;
  const pixels = new Int32Array(BLOCK);
  const inputs = new Float64Array(BLOCK * C);
  const outputs = new Float64Array(BLOCK * F);
  const inputRows = rowsOf(inputs, C);
  const outputRows = rowsOf(outputs, F);
  const corners = cornersOf(sizes);
  inBlocks(N * P * Q, (first, rows) => {
    for (const row of outputRows) {
      if (b) loadRow(row, b, 0);
      else row.fill(0);
    }
    corners.moveTo(first, rows);
    for (let place = 0; place < R * S; place++) {
      let seen = 0;
      for (let r = 0; r < rows; r++) {
        const pixel = corners.pixelAt(r, place);
        pixels[r] = pixel;
        if (pixel < 0) continue;
        seen += 1;
        loadRow(inputRows[r] ?? inputs, x, pixel * C);
      }
      if (seen === BLOCK) addProducts(BLOCK, outputs, inputs, w, place * C);
      for (let r = 0; r < rows && seen < BLOCK; r++) {
        // Padding adds nothing, not even 0 · NaN.
        if ((pixels[r] ?? -1) >= 0) addProducts(1, outputRows[r] ?? outputs, inputRows[r] ?? inputs, w, place * C);
      }
    }
    // What is not a number stays so.
    if (flags.includes('relu')) for (let at = 0; at < rows * F; at++) if ((outputs[at] ?? 0) < 0) outputs[at] = 0;
    for (let r = 0; r < rows; r++) y.set(outputs.subarray(r * F, (r + 1) * F), (first + r) * G + f_first);
  });
};

export const convolutionBackwardInput: Twin<typeof backwardInput> = (sizes, { dy, w, dx }, flags) => {
  const { N, H, W, C, F, G, f_first } = sizes;
  // In doubles, whatever the backend stores: a pixel gets its sum from many windows.
  const sums = new Float64Array(N * H * W * C);
  if (flags.includes('accumulate')) loadRow(sums, dx, 0);
  const filters = new Map<number, Float64Array>();
  const filterAt = (place: number) => {
    const known = filters.get(place) ?? Float64Array.from(w.subarray(place * C * F, (place + 1) * C * F));
    filters.set(place, known);
    return known;
  };
  visitWindows(sizes, (n, p, q, pixel) => {
    visitWindow(sizes, n, p, q, (to, place) => {
      addRowDots(sums.subarray(to * C, (to + 1) * C), dy, pixel * G + f_first, filterAt(place), F);
    });
  });
  dx.set(sums);
};

/** Windows whose numbers are gathered at a time: few enough to stay in a cache, and more pictures take no more memory. */
const GATHERED = 256;

export const convolutionBackwardWeight: Twin<typeof backwardWeight> = (sizes, { x, dy, dw }, flags) => {
  const { N, P, Q, R, S, C, F, G, f_first } = sizes;
  const sums = new Float64Array(R * S * C * F);
  if (flags.includes('accumulate')) loadRow(sums, dw, 0);
  const corner = cornersOf(sizes);
  const gradients = new Float64Array(GATHERED * F);
  const gradientRows = rowsOf(gradients, F, GATHERED);
  for (let place = 0; place < R * S; place++) {
    // Pixels that are seen at this place, in the order of the windows. Padding adds nothing, not even 0 · NaN.
    const pixels: number[] = [];
    const add = () => {
      // A row of dw for each channel of x.
      inBlocks(C, (first, rows) => {
        const columns = new Float64Array(rows * pixels.length);
        for (const [m, pixel] of pixels.entries()) {
          for (let r = 0; r < rows; r++) columns[r * pixels.length + m] = x[pixel * C + first + r] ?? 0;
        }
        const row = place * C + first;
        addProducts(rows, sums.subarray(row * F, (row + rows) * F), columns, gradients);
      });
      pixels.length = 0;
    };
    for (let window = 0; window < N * P * Q; window++) {
      corner.moveTo(window, 1);
      const pixel = corner.pixelAt(0, place);
      if (pixel < 0) continue;
      loadRow(gradientRows[pixels.length] ?? gradients, dy, window * G + f_first);
      pixels.push(pixel);
      if (pixels.length === GATHERED) add();
    }
    add();
  }
  dw.set(sums);
};

export const convolutionBackwardBias: Twin<typeof backwardBias> = (
  { N, P, Q, F, G, f_first = 0 },
  { dy, db },
  flags,
) => {
  const sums = new Float64Array(F);
  if (flags.includes('accumulate')) loadRow(sums, db, 0);
  for (let m = 0; m < N * P * Q; m++) {
    for (let f = 0; f < F; f++) sums[f] = (sums[f] ?? 0) + (dy[m * G + f_first + f] ?? 0);
  }
  db.set(sums);
};
