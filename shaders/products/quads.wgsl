// Numbers of BUFFER four at a time: as one vec4 where all its rows are known to be whole ones.
//
// A line is named by where it begins, counted in what the buffer's items are, so that a loop over the numbers of a line has
// no division for each of its loads: software adapters do not take it out of the loop.

fn BUFFER_line(i: u32) -> u32 {
#if ${BUFFER_IN_VEC4}
  return i / 4u;
#else
  return i;
#endif
}

// Four numbers of a line from its number j on.
fn BUFFER_at(line: u32, j: u32) -> vec4f {
#if ${BUFFER_IN_VEC4}
  return vec4f(BUFFER[line + j / 4u]);
#else
  let i = line + j;
  return vec4f(vec4(BUFFER[i], BUFFER[i + 1u], BUFFER[i + 2u], BUFFER[i + 3u]));
#endif
}

// Four numbers from number i of the buffer on.
fn BUFFER4(i: u32) -> vec4f {
  return BUFFER_at(BUFFER_line(i), 0u);
}
#if ${BUFFER_WRITTEN}

// `count`: how many numbers are left in the row.
fn put_BUFFER(i: u32, count: u32, values: vec4f) {
#if ${BUFFER_IN_VEC4}
  BUFFER[i / 4u] = as_${BUFFER_ITEM}(values);
#else
  for (var c = 0u; c < min(4u, count); c++) {
    BUFFER[i + c] = as_${BUFFER_ITEM}(values[c]);
  }
#endif
}
#endif
