// The filters as the right factor of a product whose rows are the blocks of window_of_y: column ((i·stride) + j)·C + c is
// channel c of the pixel (i, j) of every block, and its terms are w[i + t·stride, j + u·stride, c, f], 0 beyond the window.

#if ${STRIDE_1}
// A block is a pixel.
alias RightLine = u32;

fn filter_line(c: u32) -> RightLine {
  return w_line(min(c, dims.C - 1u) * dims.F);
}

// Of the numbers of one channel F lie side by side, for each place of the window.
fn beyond(j: u32) -> u32 {
  return j + divide(j, dims.F).x * (dims.C - 1u) * dims.F;
}

#if ${W_IN_VEC4}
alias RightPlace = u32;

fn right_place(j: u32) -> RightPlace {
  return beyond(j);
}

fn filter_at(line: RightLine, place: RightPlace) -> vec4f {
  return w_at(line, place);
}
#else
alias RightPlace = u32;

fn right_place(j: u32) -> RightPlace {
  return j;
}

fn filter_at(line: RightLine, j: RightPlace) -> vec4f {
  return vec4f(vec4(w[line + beyond(j)], w[line + beyond(j + 1u)], w[line + beyond(j + 2u)], w[line + beyond(j + 3u)]));
}
#endif
#else
// Where the numbers of pixel (i, j) and a channel begin at the first place of the window that it has.
struct RightLine {
  first: u32,
  i: u32,
  j: u32,
}

// How far beyond it they lie at a further place, and how many rows and columns further that is.
struct Tap {
  beyond: u32,
  rows: u32,
  columns: u32,
}

fn filter_line(column: u32) -> RightLine {
  let channel = divide(min(column, dims.stride * dims.stride * dims.C - 1u), dims.C);
  let pixel = divide(channel.x, dims.stride);
  return RightLine(w_line(((pixel.x * dims.S + pixel.y) * dims.C + channel.y) * dims.F), pixel.x, pixel.y);
}

fn tap(k: u32) -> Tap {
  let filters = divide(k, dims.F);
  let down = divide(filters.x, taps(dims.S));
  let rows = down.x * dims.stride;
  let columns = down.y * dims.stride;
  return Tap((rows * dims.S + columns) * dims.C * dims.F + filters.y, rows, columns);
}

fn in_window(line: RightLine, tap: Tap) -> bool {
  return (line.i + tap.rows < dims.R) & (line.j + tap.columns < dims.S);
}

#if ${W_IN_VEC4}
alias RightPlace = Tap;

fn right_place(k: u32) -> RightPlace {
  return tap(k);
}

fn filter_at(line: RightLine, place: RightPlace) -> vec4f {
  return select(vec4f(), w_at(line.first, place.beyond), in_window(line, place));
}
#else
alias RightPlace = u32;

fn right_place(k: u32) -> RightPlace {
  return k;
}

// Four numbers that need not belong to the same place.
fn filter_at(line: RightLine, k: RightPlace) -> vec4f {
  var numbers: vec4f;
  for (var n = 0u; n < 4u; n++) {
    let place = tap(k + n);
    if (in_window(line, place)) {
      numbers[n] = f32(w[line.first + place.beyond]);
    }
  }
  return numbers;
}
#endif
#endif
