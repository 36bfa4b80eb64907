/**
 * The one place where the 4H axis changes order. CS231n keeps four blocks of H columns, i f o g; the ops keep the four
 * gates of a unit together: column 4j + q is gate q of unit j, so that a kernel loads a unit's gates as one vec4.
 * PyTorch's `nn.LSTM` has the blocks i f g o.
 */

type Floats = Float32Array | Float64Array;

function permute<F extends Floats>(rows: F, hidden: number, toUnitMajor: boolean): F {
  const result = rows.slice() as F;
  const width = 4 * hidden;
  for (let start = 0; start < rows.length; start += width) {
    for (let gate = 0; gate < 4; gate++) {
      for (let unit = 0; unit < hidden; unit++) {
        const block = start + gate * hidden + unit;
        const unitMajor = start + 4 * unit + gate;
        if (toUnitMajor) result[unitMajor] = rows[block] ?? 0;
        else result[block] = rows[unitMajor] ?? 0;
      }
    }
  }
  return result;
}

/** Rows of 4H values in blocks i f o g → rows with the gates of each unit together. */
export function toUnitMajor<F extends Floats>(rows: F, hidden: number): F {
  return permute(rows, hidden, true);
}

/** Rows with the gates of each unit together → rows of 4H values in blocks i f o g. */
export function toGateBlocks<F extends Floats>(rows: F, hidden: number): F {
  return permute(rows, hidden, false);
}

/** Rows of 4H values in blocks i f o g → in PyTorch's blocks i f g o; and back, for it swaps the last two. */
export function swapLastGates<F extends Floats>(rows: F, hidden: number): F {
  const result = rows.slice() as F;
  for (let start = 2 * hidden; start < rows.length; start += 4 * hidden) {
    result.set(rows.subarray(start, start + hidden), start + hidden);
    result.set(rows.subarray(start + hidden, start + 2 * hidden), start);
  }
  return result;
}
