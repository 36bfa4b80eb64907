// Numbers of BUFFER four at a time, from number i on: as one vec4 where all its rows are known to be whole ones.

fn BUFFER4(i: u32) -> vec4f {
#if ${BUFFER_IN_VEC4}
  return vec4f(BUFFER[i / 4u]);
#else
  return vec4f(vec4(BUFFER[i], BUFFER[i + 1u], BUFFER[i + 2u], BUFFER[i + 3u]));
#endif
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
